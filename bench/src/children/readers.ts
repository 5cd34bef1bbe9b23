/**
 * So many screens that look on, in a process of their own: what they are sent is read, and not looked at, so that it costs the machine
 * what a network card would. `stalled`: they answer and read nothing; whoever is let go comes again.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';

const [, , address = '', count = '0', kind = 'reading'] = process.argv;

await Promise.all(Array.from({ length: Number(count) }, () => (kind === 'stalled' ? stall() : read())));
process.stdout.write('connected\n');

/** Only pings are understood. */
async function read(): Promise<void> {
  const url = `${address.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`;
  const socket = new WebSocket(url);
  const subscribed = Promise.withResolvers<void>();
  socket.onmessage = ({ data }) => {
    if (data === '2') socket.send('3');
    else if (data.startsWith('0')) socket.send('40');
    else if (data.startsWith('40')) socket.send('420["subscribe",{}]');
    else if (data.startsWith('430')) subscribed.resolve();
  };
  socket.onclose = () => process.exit(1);
  await subscribed.promise;
}

async function stall(): Promise<void> {
  const socket = io(address, { transports: ['websocket'], reconnection: false, forceNew: true });
  await socket.emitWithAck('subscribe', {});
  rawSocketOf(socket).pause();
  socket.once('disconnect', () => void pause(100).then(stall));
}

function rawSocketOf(socket: Socket): { pause(): void } {
  return (socket.io.engine.transport as unknown as { ws: { _socket: { pause(): void } } }).ws._socket;
}
