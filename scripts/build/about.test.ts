import { join } from 'node:path';
import { expect, test } from 'vitest';
import { licencesOf } from './about.mjs';

test('whatever a station needs at run time is there with its licence, and nearly all of it with the text', () => {
  const all = licencesOf(join(import.meta.dirname, '../..'));
  const names = all.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['fastify', 'react', 'zeromq', 'better-sqlite3', 'zod', 'uplot', 'ms']));
  expect(names.filter((name) => name.startsWith('@neurohub/'))).toEqual([]);
  expect(names).not.toContain('vitest');
  // Their authors say it nowhere in a way that a program could read; they come along with a library for OPC-UA.
  expect(all.filter(({ licence }) => licence === 'not stated').map(({ name }) => name)).toEqual(['dequeue', 'precond']);
  expect(all.filter(({ text }) => text !== null).length).toBeGreaterThan(all.length * 0.8);
});
