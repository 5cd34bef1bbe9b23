import { expect, it } from 'vitest';
import { batchHref, pageHref, parseHash, queryOfHash, withQuery } from './hash-route.ts';

it('reads back the addresses it writes and takes what is none for the home page', () => {
  expect(parseHash(batchHref('slot_1.a'))).toEqual({ page: 'batch', batchId: 'slot_1.a' });
  expect(parseHash(pageHref('results', 'unit', 'SN/7 %'))).toEqual({
    ...{ page: 'other', id: 'results' },
    path: ['unit', 'SN/7 %'],
  });
  expect(parseHash('#/settings?x=1')).toEqual({ page: 'other', id: 'settings', path: [] });
  for (const hash of ['#/batch/%E0%A4%A', '#/batch', '#/', '']) expect(parseHash(hash)).toEqual({ page: 'home' });
});

it('keeps what is looked for behind the page', () => {
  const href = withQuery(pageHref('logs'), new URLSearchParams({ text: 'a?b&c', level: 'error' }));
  expect(parseHash(href)).toEqual({ page: 'other', id: 'logs', path: [] });
  expect(Object.fromEntries(queryOfHash(href))).toEqual({ text: 'a?b&c', level: 'error' });
  expect(withQuery('#/logs', new URLSearchParams())).toBe('#/logs');
  expect(queryOfHash('#/logs').size).toBe(0);
});
