import { expect, test } from 'vitest';
import { countLicences, findLicences } from './find-licences.ts';

const of = (name: string, licence: string) => ({ name, version: '1.2.3', licence, home: null, text: null });
const ALL = [of('fastify', 'MIT'), of('uplot', 'MIT'), of('rxjs', 'Apache-2.0')];

test('finds by name, version and licence, every word of it', () => {
  expect(findLicences(ALL, '')).toHaveLength(3);
  expect(findLicences(ALL, 'mit').map(({ name }) => name)).toEqual(['fastify', 'uplot']);
  expect(findLicences(ALL, 'MIT Up').map(({ name }) => name)).toEqual(['uplot']);
  expect(findLicences(ALL, '1.2.3')).toHaveLength(3);
  expect(findLicences(ALL, 'gpl')).toEqual([]);
});

test('counts each licence', () => {
  expect(countLicences(ALL)).toEqual([
    ['MIT', 2],
    ['Apache-2.0', 1],
  ]);
});
