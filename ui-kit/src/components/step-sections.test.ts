import { expect, test } from 'vitest';
import { sampleStep } from '../testing/sample-records.ts';
import { isQuiet, stepSections } from './step-sections.ts';

const cycles = ['cycles'];
const turn = (index: number) => ({ blocks: cycles, iterations: [{ block: 'cycles', index }] });
const summaryOf = (steps: Parameters<typeof stepSections>[0], byTurn: boolean) =>
  stepSections(steps, { byTurn }).map((section) => [
    section.blocks.join() || section.group,
    section.iterations?.[0]?.index,
    section.steps.map(({ name }) => name).join(' '),
  ]);
const record = [
  sampleStep('power', { group: 'setup' }),
  sampleStep('a'),
  sampleStep('b', turn(0)),
  sampleStep('c', turn(0)),
  sampleStep('b', turn(1)),
  sampleStep('b', { ...turn(1), attempt: 2 }),
  sampleStep('off', { group: 'cleanup' }),
];

test('a record is cut by the turns of its loops, every attempt staying in its turn', () => {
  expect(summaryOf(record, true)).toEqual([
    ['setup', undefined, 'power'],
    ['main', undefined, 'a'],
    ['cycles', 0, 'b c'],
    ['cycles', 1, 'b b'],
    ['cleanup', undefined, 'off'],
  ]);
});

test('live steps of a block stay together, whichever turn each of them is in', () => {
  expect(summaryOf([sampleStep('b', turn(1)), sampleStep('c', turn(0))], false)).toEqual([
    ['cycles', undefined, 'b c'],
  ]);
});

test('a turn in which everything passed at once, or was skipped, is quiet', () => {
  const quiet = (...steps: Parameters<typeof stepSections>[0]) => stepSections(steps, { byTurn: true }).map(isQuiet)[0];
  expect(quiet(sampleStep('a', { status: 'passed', attempt: 1 }), sampleStep('b', { status: 'skipped' }))).toBe(true);
  expect(quiet(sampleStep('a', { status: 'passed', attempt: 2 }))).toBe(false);
  expect(quiet(sampleStep('a', { status: 'failed', attempt: 1 }))).toBe(false);
  const warnings = [{ at: '2026-11-25T08:00:00.000Z', message: 'odd' }];
  expect(quiet(sampleStep('a', { status: 'passed', attempt: 1, warnings }))).toBe(false);
});
