import { expect, test } from 'vitest';
import type { BenchCase } from './bench-case.ts';
import { chooseCases } from './choose-cases.ts';

const run = async () => {};
const ALL: BenchCase[] = [
  { name: 'zmq', run },
  { name: 'commit', run },
  { name: 'step', needs: ['commit'], run },
];
const namesOf = (cases: BenchCase[]) => cases.map(({ name }) => name);

test('no names mean every case', () => {
  expect(chooseCases(ALL, [])).toEqual(ALL);
});

test('a case brings its baseline along, which runs first', () => {
  expect(namesOf(chooseCases(ALL, ['step']))).toEqual(['commit', 'step']);
});

test('a name that is none is refused with those there are', () => {
  expect(() => chooseCases(ALL, ['stop'])).toThrow('no case "stop"; there are: zmq, commit, step');
});
