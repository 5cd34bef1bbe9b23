/** Two browsers, a nervous operator and a script that does not wait: everything at once, and nothing may be left over. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ERRORS } from '@neurohub/contracts/errors';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually, PROJECT_ROOT, TestStation } from '../src/harness/index.ts';

let folder: string;
let station: TestStation;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'attack-races-'));
  const config = `station: { id: TEST, name: Test station }
manual: { idle_seconds: 1 }
batches:
  - { id: odd, sequence_package: manual_v1, auto_start: true, hardware: { odd: { witness: ${join(folder, 'odd')} } } }
  - { id: ask, sequence_package: prompting_v1, auto_start: true }
`;
  const packages = ['manual_v1', 'prompting_v1'].map((name) => join(PROJECT_ROOT, 'faultlab/fixtures', name));
  station = await TestStation.start({ packages, config });
  await Promise.all(['odd', 'ask'].map((id) => station.untilState('idle', id)));
});
afterEach(async () => {
  await station.dispose();
  rmSync(folder, { recursive: true });
});

const post = (path: string, body: unknown = {}) => station.request('POST', `/api/batches/${path}`, body);
const witness = () => readFileSync(join(folder, 'odd'), 'utf8').trim().split('\n');

/** Codes of those that were refused; every answer is a good one or a coded one that is nobody's bug. */
function refusals(answers: Awaited<ReturnType<typeof post>>[]): string[] {
  const codes = answers.flatMap(({ body }) => (body.success ? [] : [body.error?.code ?? 'none']));
  expect(Object.keys(ERRORS)).toEqual(expect.arrayContaining(codes));
  expect(codes).not.toContain('INTERNAL_ERROR');
  return codes;
}

test('manual commands, their end, starts and stops that come at once leave the instrument safe and the batch usable', async () => {
  const echo = (n: number) => post('odd/manual', { hardware: 'odd', command: 'echo', params: { text: String(n) } });
  for (let round = 0; round < 12; round += 1) {
    // Every other round begins with an instrument that is connected.
    const alone = round % 2 === 0 ? [] : [await echo(round)];
    refusals(alone);
    const answers = await Promise.all([
      echo(round),
      post('odd/manual/end'),
      echo(-round),
      post('odd/sequence/start', { dut: { serialNumber: `SN-${round}` } }),
      post('odd/manual/end'),
      ...(round % 4 === 3 ? [post('odd/sequence/stop')] : []),
    ]);
    refusals(answers);
    // At the moment at which the session ends by itself.
    if (round % 6 === 5) await new Promise((resolve) => setTimeout(resolve, 995));
  }
  await eventually(
    async () => {
      const { processState, manual } = await station.batch('odd');
      return processState === 'idle' && manual === null;
    },
    { what: 'batch odd at rest, without a session' },
  );
  const told = witness();
  expect(told.filter((what) => what === 'connect').length).toBeGreaterThan(0);
  // Whatever was connected was made safe, then disconnected; nothing was touched after that.
  expect(told.at(-1)).toBe('disconnect');
  expect(told.at(-2)).toBe('safeStop');
  expect(refusals([await echo(99)])).toEqual([]);
});

test('of many answers to one prompt one counts, and the others are told that it is not open', async () => {
  for (let round = 0; round < 5; round += 1) {
    const executionId = await station.begin(`SN-${round}`, 'ask', { parameters: { ask: 'two' } });
    const first = await openPrompt();
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, n) => post(`ask/prompts/${first}`, { answer: true, operator: `operator ${n}` })),
    );
    const codes = refusals(answers);
    expect(codes).toEqual(Array(11).fill('PROMPT_NOT_FOUND'));
    const second = await openPrompt(first);
    const [taken] = await Promise.all([post(`ask/prompts/${second}`, { answer: true }), post('ask/sequence/stop')]);
    const { verdict, steps } = await station.ended(executionId);
    expect(['PASS', 'ABORTED']).toContain(verdict);
    const prompts = steps.flatMap((step) => step.prompts ?? []);
    expect(prompts).toHaveLength(2);
    const winner = answers.findIndex(({ body }) => body.success);
    expect(prompts[0]).toMatchObject({ answer: true, answeredBy: `operator ${winner}` });
    // Whoever was told that an answer was taken finds it in the record.
    if (taken.body.success) expect(prompts[1]).toMatchObject({ answer: true });
  }
});

async function openPrompt(after?: string): Promise<string> {
  return eventually(
    async () => (await station.batch('ask')).execution?.prompts.find(({ id }) => id !== after)?.id ?? null,
    { what: 'an open prompt' },
  );
}
