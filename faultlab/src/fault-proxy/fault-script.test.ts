import { expect, test } from 'vitest';
import { FaultScript, seededScript } from './fault-script.ts';

const taken = (script: FaultScript<string>, count: number) => Array.from({ length: count }, () => script.next());

test('a script strikes in its order, and nothing after its end', () => {
  const script = new FaultScript<string>();
  script.play(['a', null, 'b']);
  expect(taken(script, 5)).toEqual(['a', null, 'b', null, null]);
});

test('an armed fault waits, strikes as often as said, or until it is cleared', () => {
  const script = new FaultScript<string>();
  script.arm('a', { after: 1, count: 2 });
  expect(taken(script, 4)).toEqual([null, 'a', 'a', null]);
  script.arm('b', { after: 1, count: null });
  expect(taken(script, 3)).toEqual([null, 'b', 'b']);
  script.clear();
  expect(script.next()).toBeNull();
});

test('the same seed gives the same script, another seed another', () => {
  const of = (seed: number) => seededScript(seed, { faults: ['a', 'b', 'c'], count: 200, oneOf: 4 });
  expect(of(1)).toEqual(of(1));
  expect(of(1)).not.toEqual(of(2));
  const struck = of(1).filter((fault) => fault !== null);
  expect(new Set(struck)).toEqual(new Set(['a', 'b', 'c']));
  expect(struck.length).toBeGreaterThan(25);
  expect(struck.length).toBeLessThan(75);
});
