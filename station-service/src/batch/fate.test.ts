import type { Interruption, StepDefinition } from '@neurohub/contracts/record';
import type { EarlierAttempt } from '@neurohub/contracts/resume';
import { expect, test } from 'vitest';
import { fateOf, type LostExecution } from './fate.ts';

const interruption = (changes: Partial<Interruption> = {}): Interruption => ({
  ...{ number: 1, at: '2026-01-01T00:00:00.000Z', seq: 3, nextStepIndex: 1, armed: [], takeOvers: 0 },
  error: { code: 'WORKER_CRASHED', message: 'signal SIGKILL' },
  ...changes,
});
const step = (name: string, onResume: StepDefinition['onResume'], changes: Partial<StepDefinition> = {}) =>
  ({ name, onResume, group: 'main', actuates: false, ...changes }) as StepDefinition;
const STEPS = [step('weld', 'abort'), step('paint', 'abort', { rollback: true }), step('look', 'rerun')];
const lost = (changes: Partial<LostExecution> = {}): LostExecution => ({
  ...{ mode: 'resume', interruptions: [interruption()], attempts: [], isUnattended: false },
  plan: { steps: STEPS },
  ...changes,
});
const armed = { interruptions: [interruption({ armed: ['b1.supply'] })] };
const doubt = (name: string, group: 'main' | 'cleanup' = 'main'): Partial<LostExecution> => ({
  plan: { steps: STEPS.filter((declared) => declared.name === name).map((declared) => ({ ...declared, group })) },
  interruptions: [interruption({ nextStepIndex: 0 })],
  attempts: [{ name, attempt: 1, status: 'interrupted' }],
});

test('with `full_restart` it is closed', () => expect(fateOf(lost({ mode: 'full_restart' }))).toHaveProperty('closes'));

test('it waits for a process when nothing was armed', () => expect(fateOf(lost())).toEqual({ waitsFor: 'process' }));

test('it waits for an operator when something was armed, unless package and batch say that nobody has to be there', () => {
  expect(fateOf(lost(armed))).toEqual({ waitsFor: 'operator', reason: 'armed' });
  expect(fateOf(lost({ ...armed, isUnattended: true }))).toEqual({ waitsFor: 'process' });
});

test('it is closed when a step was under way that must not be run again, and has nothing to undo', () => {
  expect(fateOf(lost(doubt('weld')))).toEqual({ closes: expect.stringContaining('"weld" was under way') });
  expect(fateOf(lost(doubt('paint')))).toEqual({ waitsFor: 'process' });
  expect(fateOf(lost(doubt('look')))).toEqual({ waitsFor: 'process' });
  expect(fateOf(lost(doubt('weld', 'cleanup')))).toEqual({ waitsFor: 'process' });
  expect(fateOf(lost({ ...doubt('weld'), mode: 'skip_failed' }))).toEqual({ waitsFor: 'process' });
});

test('it goes on by itself twice from one place, then somebody has to look', () => {
  const here = { iterations: [{ block: 'cycle', index: 4 }] };
  const times = (...turns: number[]) =>
    turns.map((index, i) => {
      const isOver = i < turns.length - 1 && { takeOvers: 1, resumedAt: '2026-01-01T00:00:01.000Z' };
      return interruption({ ...here, number: i + 1, iterations: [{ block: 'cycle', index }], ...isOver });
    });
  expect(fateOf(lost({ interruptions: times(4, 4) }))).toEqual({ waitsFor: 'process' });
  expect(fateOf(lost({ interruptions: times(4, 4, 4) }))).toEqual({ waitsFor: 'operator', reason: 'repeated' });
  expect(fateOf(lost({ interruptions: times(1, 2, 3, 4) }))).toEqual({ waitsFor: 'process' });
  const neverWentOn = (takeOvers: number) => fateOf(lost({ interruptions: [interruption({ takeOvers })] }));
  expect([1, 2].map(neverWentOn)).toEqual([{ waitsFor: 'process' }, { waitsFor: 'operator', reason: 'repeated' }]);
});

test('it is closed when a step before has moved or powered something, and does not say whether that is restored', () => {
  const after = (restore?: boolean, status: EarlierAttempt['status'] = 'passed') =>
    fateOf(
      lost({
        plan: {
          steps: [
            step('powerOn', 'rerun', { actuates: true, ...(restore !== undefined && { restore }) }),
            step('look', 'rerun'),
          ],
        },
        attempts: [{ name: 'powerOn', attempt: 1, status }],
      }),
    );
  expect(after()).toEqual({ closes: expect.stringContaining('"powerOn" had moved or powered') });
  expect(after(true)).toEqual({ waitsFor: 'process' });
  expect(after(false)).toEqual({ waitsFor: 'process' });
  expect(after(undefined, 'skipped')).toEqual({ waitsFor: 'process' });
});
