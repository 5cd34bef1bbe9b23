import type { Actor } from '@neurohub/contracts/auth';
import { acknowledgeBodySchema, breakLeaseBodySchema } from '@neurohub/contracts/rest';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { withOperator } from './name-operator.ts';

const kim: Actor = { name: 'Kim', role: 'operator', via: 'session', from: '10.0.0.7' };
const nullish = acknowledgeBodySchema.nullish().transform((body) => body ?? {});

test('whoever is signed in is the operator, whatever the body says', () => {
  expect(withOperator({ reason: 'r', operator: 'Lee' }, breakLeaseBodySchema, kim)).toEqual({
    reason: 'r',
    operator: 'Kim',
  });
  expect(withOperator(null, nullish, kim)).toEqual({ operator: 'Kim' });
  expect(withOperator(undefined, nullish, kim)).toEqual({ operator: 'Kim' });
});

test('where nobody had to sign in, the body counts; where it has no operator, there is none', () => {
  const body = { reason: 'r', operator: 'Lee' };
  expect(withOperator(body, breakLeaseBodySchema, { ...kim, via: 'local' })).toBe(body);
  expect(withOperator(body, breakLeaseBodySchema, { ...kim, via: 'whitelist' })).toBe(body);
  expect(withOperator(body, z.strictObject({}), kim)).toBe(body);
  expect(withOperator('text', breakLeaseBodySchema, kim)).toBe('text');
});
