/** Answers every request with what a COMMITTED looks like: the far end of the bare ZeroMQ round trip. */
import { Reply } from 'zeromq';

const [, , endpoint = '', answer = ''] = process.argv;
const socket = new Reply();
await socket.bind(endpoint);
process.stdout.write('bound\n');
for await (const _ of socket) await socket.send(answer);
