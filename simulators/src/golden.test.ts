import { readdirSync, readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type InstrumentName, type Simulators, startSimulators } from './index.ts';

interface Exchange {
  readonly send: string;
  readonly receive?: string;
  readonly receiveMatches?: string;
}
interface GoldenCase {
  readonly title: string;
  readonly clause: string;
  readonly instrument: InstrumentName;
  readonly exchanges: readonly Exchange[];
}

const folder = new URL('../golden/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
const casesOf = (file: string) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as GoldenCase[];

let simulators: Simulators;
beforeAll(async () => {
  simulators = await startSimulators({ latency: false });
});
afterAll(() => simulators.close());

/** Everything that comes back for some messages. A final *OPC? marks the end; 488.2 makes the others come before it. */
async function talk(socket: Socket, messages: readonly string[]): Promise<string[]> {
  socket.write(`${[...messages, '*OPC?', ':SYST:VERS?'].join('\n')}\n`);
  const lines: string[] = [];
  for await (const line of createInterface({ input: socket })) {
    lines.push(line);
    if (line === '1999.0' && lines.at(-2) === '1') break;
  }
  return lines.slice(0, -2);
}

for (const file of files) {
  describe(file, () => {
    for (const { title, clause, instrument, exchanges } of casesOf(file)) {
      it(`${title} (${clause})`, async () => {
        const socket = connect(simulators.ports[0]?.[instrument] ?? 0, '127.0.0.1');
        const received = await talk(socket, ['*RST;*CLS', ...exchanges.map(({ send }) => send)]);
        socket.destroy();
        const expected = exchanges.filter(({ receive, receiveMatches }) => receive ?? receiveMatches);
        expect(received).toHaveLength(expected.length);
        for (const [index, { receive, receiveMatches }] of expected.entries()) {
          if (receive !== undefined) expect(received[index]).toBe(receive);
          else expect(received[index]).toMatch(new RegExp(receiveMatches ?? ''));
        }
      });
    }
  });
}
