/**
 * Takes every result and keeps none: what a station does to deliver is to be measured, not what NeuroHub does. `on` and `off` on stdin:
 * whether it answers or is away. Says `ready <port>`.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';

let isOn = false;
const server = createServer(async (asked, answer) => {
  const body = await buffer(asked);
  if (!isOn) return void answer.writeHead(503).end();
  const text = String(asked.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body);
  const data = asked.url?.endsWith('/results')
    ? {
        records: (JSON.parse(text) as { records: { id: string }[] }).records.map(({ id }) => ({
          id,
          outcome: 'stored',
        })),
      }
    : { at: new Date().toISOString(), ledger: { count: 1e9, lastSeq: 0 }, packages: 'none' };
  answer.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ success: true, data }));
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`ready ${(server.address() as AddressInfo).port}\n`));
createInterface(process.stdin).on('line', (line) => {
  isOn = line === 'on';
});
process.stdin.on('end', () => process.exit());
