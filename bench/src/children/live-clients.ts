/** So many clients of the live stream, as browsers are, in a process of their own: what they read costs the measuring one nothing. */
import { LiveClient } from '../station/live-client.ts';

const [, , address = '', count = '0'] = process.argv;
await Promise.all(Array.from({ length: Number(count) }, () => LiveClient.connect(address)));
process.stdout.write('connected\n');
