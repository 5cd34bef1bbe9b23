import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startGateSchema } from '@neurohub/contracts/backend-config';
import { expect, onTestFinished, test, vi } from 'vitest';
import { StartGate } from './start-gate.ts';

const wanted = {
  ...{ batchId: 'b1', dut: { serialNumber: 'SN-1' }, operator: null, mode: 'production' as const },
  sequence: { name: 's', version: '1.0.0' },
};

async function gateThat(answers: (answer: ServerResponse) => void, more: object = {}): Promise<StartGate> {
  const server = createServer((_asked, answer) => answers(answer));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const config = startGateSchema.parse({ url: `http://127.0.0.1:${port}/x`, timeout: 0.3, ...more });
  const gate = new StartGate({ stationId: 'S1', config: () => config, log: { warn: vi.fn() } });
  onTestFinished(async () => {
    await gate[Symbol.asyncDispose]();
    server.closeAllConnections();
    server.close();
  });
  return gate;
}

test('nobody is asked where there is no gate', async () => {
  const gate = new StartGate({ stationId: 'S1', config: () => undefined, log: { warn: vi.fn() } });
  expect(await gate.ask(wanted)).toBeUndefined();
});

test('its yes lets the test begin, and its no gives the reason', async () => {
  expect(await (await gateThat((answer) => answer.end('{"allow":true,"more":1}'))).ask(wanted)).toBe('allowed');
  const no = await gateThat((answer) => answer.end('{"allow":false,"reason":"wrong route"}'));
  await expect(no.ask(wanted)).rejects.toMatchObject({ code: 'START_GATE_REFUSED', message: 'wrong route' });
});

test.each<[string, (answer: ServerResponse) => void]>([
  ['no answer in time', () => undefined],
  ['an error', (answer) => answer.writeHead(500).end('{"allow":true}')],
  ['another place', (answer) => answer.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()],
  ['something else', (answer) => answer.end('<html>')],
  ['a no without a reason', (answer) => answer.end('{"allow":false}')],
  ['a connection that breaks', (answer) => answer.socket?.resetAndDestroy()],
  ['too much', (answer) => answer.end(' '.repeat(100_000))],
])('%s is no answer: by the policy no test, or one that is known to be without a word', async (_what, answers) => {
  await expect((await gateThat(answers)).ask(wanted)).rejects.toMatchObject({ code: 'START_GATE_UNREACHABLE' });
  const lenient = await gateThat(answers, { when_unreachable: 'allow' });
  expect(await lenient.ask(wanted)).toEqual({ unanswered: expect.stringMatching(/./) });
});
