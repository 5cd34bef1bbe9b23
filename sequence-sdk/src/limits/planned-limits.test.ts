import { describe, expect, test } from 'vitest';
import { noPrompts } from '../executor/_util.ts';
import { systemClock } from '../executor/execution-ports.ts';
import { StepAttempt } from '../executor/step-attempt.ts';
import { StepWaits } from '../executor/step-waits.ts';
import type { PlanLimits } from './planned-limits.ts';

const DEFINITION = {
  ...{ name: 'rails', group: 'main' as const, order: 1, timeoutMs: 1000, retry: 0, retryDelayMs: 0 },
  ...{ actuates: false, onResume: 'rerun' as const },
};
const LISTENER = { measured() {}, progressed() {}, logged() {}, stoodStill() {} };
const WAITS = new StepWaits(systemClock, () => undefined);
const high = (value: number) => [{ op: 'range' as const, high: value }];
const attempt = (limits: PlanLimits) =>
  new StepAttempt(DEFINITION, {
    ...{ listener: LISTENER, clock: systemClock, waits: WAITS, turns: [], limits, prompts: noPrompts() },
  });
const wave = (...axes: string[]) => ({
  x: { name: 't', data: [0, 1] },
  y: axes.map((name) => ({ name, data: [1, 6] })),
});

describe('limits of the plan', () => {
  test('hold for a measurement without its own, those of its step before those of any', () => {
    const step = attempt({ byName: { vcc: high(9), 'rails.vcc': high(1), vio: high(1) } });
    expect(step.measure('vcc', 5).outcome).toBe('FAIL');
    expect(step.measure('vio', 5, { limits: { high: 9 } }).outcome).toBe('PASS');
    expect(step.measure('vdd', 5, { limits: [] }).outcome).toBe('INFO');
  });

  test('of overrides win over those in code', () => {
    const step = attempt({ byName: { vcc: high(9) }, overridden: ['vcc'] });
    expect(step.measure('vcc', 5, { limits: { high: 1 } })).toMatchObject({ outcome: 'PASS', limits: [{ high: 9 }] });
  });

  test('judge JSON as a whole', () => {
    const step = attempt({ byName: { config: [{ op: 'deepEquals', expected: { a: 1, b: [2] } }] } });
    expect(step.measureJson('config', { b: [2], a: 1 }).outcome).toBe('PASS');
    expect(attempt({ byName: { config: high(1) } }).measureJson('config', {}).outcome).toBe('ERROR');
  });

  test('judge what is made of a series, whether the code asks for it or not', () => {
    const step = attempt({ byName: { wave: high(0), 'wave.max': high(5), 'rails.wave.mean': high(5) } });
    const { aggregations, outcome } = step.measureSeries('wave', wave('a'), { aggregations: { max: {}, std: {} } });
    expect(outcome).toBe('FAIL');
    expect(aggregations?.map((one) => [one.kind, one.outcome])).toEqual([
      ['max', 'FAIL'],
      ['std', 'INFO'],
      ['mean', 'PASS'],
    ]);
  });

  test('of one y axis win over those of any', () => {
    const step = attempt({ byName: { 'wave.max': high(5), 'wave.b.max': high(7) } });
    const { aggregations } = step.measureSeries('wave', wave('a', 'b'));
    expect(aggregations?.map((one) => [one.axis, one.outcome])).toEqual([
      ['a', 'FAIL'],
      ['b', 'PASS'],
    ]);
  });
});
