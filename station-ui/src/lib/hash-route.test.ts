import { expect, it } from 'vitest';
import { batchHref, parseHash } from './hash-route.ts';

it('reads back the addresses it writes and takes any other for the home page', () => {
  expect(parseHash(batchHref('slot_1.a'))).toEqual({ page: 'batch', batchId: 'slot_1.a' });
  expect(parseHash('#/batch/%E0%A4%A')).toEqual({ page: 'home' });
  expect(parseHash('')).toEqual({ page: 'home' });
});
