import { expect, test } from 'vitest';
import { type UnitExecution, unitStories } from './unit-story.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();

function execution(minute: number, verdict: UnitExecution['verdict'], changes: Partial<UnitExecution> = {}) {
  const counted = { mode: 'production', simulated: false, partial: false, hadFailure: verdict === 'FAIL' };
  const ended = verdict === null ? {} : { endedAt: at(minute) };
  return {
    ...{ id: `at ${minute}`, sequenceName: 'pcb', verdict, ...counted, ...ended, ...changes },
  } as UnitExecution;
}

test('a unit has passed at once, later, not yet, or was never tested for good', () => {
  const outcomes = (...executions: UnitExecution[]) =>
    unitStories({ executions }).map(({ outcome, counted, passedAt }) => [outcome, counted, passedAt]);
  const debug = { mode: 'debug' as const };
  expect(outcomes(execution(1, 'PASS'), execution(2, 'FAIL'))).toEqual([['passedFirst', 2, 1]]);
  expect(outcomes(execution(1, 'FAIL'), execution(2, 'ERROR'), execution(3, 'PASS'))).toEqual([['passedLater', 3, 3]]);
  expect(outcomes(execution(1, 'FAIL'), execution(2, 'PASS', debug))).toEqual([['notYet', 1, null]]);
  expect(outcomes(execution(1, null), execution(2, 'PASS', debug))).toEqual([['never', 0, null]]);
  expect(outcomes()).toEqual([]);
});

test('the first is the one that ended first, each sequence for itself; the newest is told first', () => {
  const [pcb, psu] = unitStories({
    executions: [
      execution(9, 'FAIL', { id: 'late' }),
      execution(3, 'PASS', { id: 'early' }),
      execution(4, 'PASS', { id: 'other', sequenceName: 'psu' }),
      execution(5, 'PASS', { id: 'debug', mode: 'debug' }),
    ],
  });
  expect(pcb?.executions.map(({ execution: { id }, count }) => [id, count])).toEqual([
    ['debug', null],
    ['early', 1],
    ['late', 2],
  ]);
  expect(psu).toMatchObject({ outcome: 'passedFirst', counted: 1 });
});
