import { describe, expect, test } from 'vitest';
import { TestFailure } from '../errors.ts';
import { describeError } from './describe-error.ts';

describe('describeError', () => {
  test('keeps the facts of an error and the frames of the package', () => {
    const data = describeError(new TestFailure('scratched', { depth: 3 }), 'STEP_THREW');
    expect(data).toEqual({ code: 'TEST_FAILURE', message: 'scratched', details: { depth: 3 } });
    expect(describeError(new Error('boom'), 'STEP_THREW').stack).toContain('describe-error.test.ts');
  });

  test.each([
    ['a text', 'plain', 'plain'],
    ['nothing', undefined, 'undefined'],
    ['a symbol', Symbol('s'), 'Symbol(s)'],
    ['an object', { why: 'unknown' }, "{ why: 'unknown' }"],
    ['an object that cannot be made a text', Object.create(null), '[Object: null prototype] {}'],
  ])('takes %s that was thrown', (_title, thrown, message) => {
    expect(describeError(thrown, 'STEP_THREW')).toMatchObject({ code: 'STEP_THREW', message });
  });

  test('makes details fit a record: numbers JSON cannot carry, cycles, and too much of anything', () => {
    const detailsOf = (details: Record<string, unknown>) =>
      describeError(new TestFailure('x', details), 'STEP_THREW').details;
    expect(detailsOf({ a: Number.NaN, b: 12n })).toEqual({ a: 'NaN', b: '12' });
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    expect(detailsOf(cycle)).toEqual({ cut: expect.stringContaining('Circular') });
    expect(JSON.stringify(detailsOf({ big: 'x'.repeat(1_000_000) })).length).toBeLessThan(30_000);
    expect(describeError(new Error('x'.repeat(1_000_000)), 'STEP_THREW').message).toHaveLength(10_000);
  });
});
