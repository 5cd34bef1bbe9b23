import { expect, it } from 'vitest';
import { batchHref, pageHref, parseHash } from './hash-route.ts';

it('reads back the addresses it writes and takes what is none for the home page', () => {
  expect(parseHash(batchHref('slot_1.a'))).toEqual({ page: 'batch', batchId: 'slot_1.a' });
  expect(parseHash(pageHref('results', 'unit', 'SN/7 %'))).toEqual({
    ...{ page: 'other', id: 'results' },
    path: ['unit', 'SN/7 %'],
  });
  expect(parseHash('#/settings?x=1')).toEqual({ page: 'other', id: 'settings', path: [] });
  for (const hash of ['#/batch/%E0%A4%A', '#/batch', '#/', '']) expect(parseHash(hash)).toEqual({ page: 'home' });
});
