import { describe, expect, test } from 'vitest';
import { loopParameter, loopTurns } from './loop.ts';
import type { Loop } from './record.ts';

const turns = (loop: Loop, parameters: Record<string, unknown> = {}) => loopTurns({ name: 'b', loop }, parameters);

describe('loopTurns', () => {
  test('a block without a loop has no turns to count', () => {
    expect(loopTurns({ name: 'b' }, {})).toBeNull();
  });

  test('a number, the number in a parameter, and a condition in code', () => {
    expect(turns({ kind: 'count', count: 3 })).toEqual({ kind: 'counted', count: 3 });
    expect(turns({ kind: 'count', count: 'cycles' }, { cycles: 0 })).toEqual({ kind: 'counted', count: 0 });
    expect(turns({ kind: 'while', max: 9 })).toEqual({ kind: 'while', max: 9 });
  });

  test('values, and the comma list in a parameter; what reads like a number is one', () => {
    expect(turns({ kind: 'sweep', values: [1, 'a', true] })).toEqual({
      kind: 'counted',
      count: 3,
      values: [1, 'a', true],
    });
    expect(turns({ kind: 'sweep', values: 'temps' }, { temps: '-40, 2.5e1,warm , 0x10' })).toEqual({
      ...{ kind: 'counted', count: 4, values: [-40, 25, 'warm', '0x10'] },
    });
    expect(turns({ kind: 'sweep', values: 'temps' }, { temps: ' ' })).toEqual({
      kind: 'counted',
      count: 0,
      values: [],
    });
  });

  test.each([
    [{ kind: 'count', count: 'cycles' }, { cycles: 1.5 }, 'a whole number from 0 to 1000000, got 1.5'],
    [{ kind: 'count', count: 'cycles' }, { cycles: '5' }, 'got "5"'],
    [{ kind: 'count', count: 'cycles' }, { cycles: -1 }, 'got -1'],
    [{ kind: 'count', count: 'cycles' }, { cycles: 1_000_001 }, 'got 1000001'],
    [{ kind: 'count', count: 'cycles' }, {}, 'parameter "cycles" has to be'],
    [{ kind: 'count', count: 'toString' }, {}, 'parameter "toString" has to be'],
    [{ kind: 'sweep', values: 'temps' }, { temps: '1,,2' }, 'a list of at most 10000 values, got "1,,2"'],
    [{ kind: 'sweep', values: 'temps' }, { temps: 25 }, 'got 25'],
    [{ kind: 'sweep', values: 'temps' }, { temps: Array(10_001).fill(0).join() }, 'a list of at most 10000'],
  ] as const)('%j of %j is refused by name', (loop, parameters, message) => {
    const call = () => turns(loop, parameters);
    expect(call).toThrowError(expect.objectContaining({ code: 'LOOP_INVALID' }));
    expect(call).toThrowError(message);
  });
});

test('loopParameter names what the number of turns hangs on', () => {
  expect(loopParameter({ kind: 'count', count: 'cycles' })).toBe('cycles');
  expect(loopParameter({ kind: 'sweep', values: 'temps' })).toBe('temps');
  expect(loopParameter({ kind: 'sweep', values: ['temps'] })).toBeUndefined();
  expect(loopParameter({ kind: 'while', max: 1 })).toBeUndefined();
  expect(loopParameter(undefined)).toBeUndefined();
});
