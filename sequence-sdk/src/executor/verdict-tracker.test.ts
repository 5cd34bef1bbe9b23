import type { StepRecord } from '@neurohub/contracts/record';
import { STEP_STATUSES, VERDICTS } from '@neurohub/contracts/vocabulary';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { VerdictTracker } from './verdict-tracker.ts';

const record = fc.record<StepRecord>({
  name: fc.constant('one'),
  group: fc.constantFrom('setup', 'main'),
  index: fc.nat(),
  attempt: fc.constant(1),
  status: fc.constantFrom(...STEP_STATUSES.filter((status) => !['pending', 'running', 'interrupted'].includes(status))),
  durationMs: fc.constant(0),
  measurements: fc.constant([]),
});

const events = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('step' as const), step: record, goesOn: fc.boolean() }),
    fc.record({ kind: fc.constant('cleanup' as const), step: record }),
    fc.record({
      kind: fc.constant('stop' as const),
      reason: fc.constantFrom('operatorStop' as const, 'serviceLost' as const),
    }),
    fc.record({ kind: fc.constant('fault' as const) }),
  ),
);

type Event = typeof events extends fc.Arbitrary<(infer E)[]> ? E : never;

function apply(tracker: VerdictTracker, event: Event): void {
  if (event.kind === 'step') tracker.stepEnded(event.step, event.goesOn);
  if (event.kind === 'cleanup') tracker.cleanupEnded(event.step);
  if (event.kind === 'stop') tracker.stopped(event.reason);
  if (event.kind === 'fault') tracker.fault({ code: 'LATE_ERROR', message: 'late' });
}

function summaryOf(list: Event[]) {
  const tracker = new VerdictTracker();
  for (const event of list) apply(tracker, event);
  return tracker.summary();
}

test('a verdict never becomes better by what comes later, once something has run', () => {
  fc.assert(
    fc.property(events, events, (before, after) => {
      const first = summaryOf(before);
      fc.pre(first.error?.code !== 'NOTHING_RUN');
      expect(VERDICTS.indexOf(summaryOf([...before, ...after]).verdict)).toBeGreaterThanOrEqual(
        VERDICTS.indexOf(first.verdict),
      );
    }),
  );
});

test('PASS means that a main step passed and that nothing failed, broke or was stopped', () => {
  fc.assert(
    fc.property(events, (list) => {
      const passed = summaryOf(list).verdict === 'PASS';
      const someMainPassed = list.some(
        (e) => e.kind === 'step' && e.step.group === 'main' && e.step.status === 'passed',
      );
      const allWell = list.every(
        (e) => 'step' in e && ['passed', 'skipped', ...(e.kind === 'step' ? ['aborted'] : [])].includes(e.step.status),
      );
      expect(passed).toBe(someMainPassed && allWell);
    }),
  );
});

test('the first stop gives the end reason, and ABORTED is the verdict of every stop', () => {
  fc.assert(
    fc.property(events, (list) => {
      const stop = list.find((event) => event.kind === 'stop');
      const { verdict, endReason, state } = summaryOf(list);
      expect(verdict === 'ABORTED').toBe(stop !== undefined);
      expect(state === 'aborted').toBe(stop !== undefined);
      if (stop) expect(endReason).toBe(stop.reason);
    }),
  );
});
