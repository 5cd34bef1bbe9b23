import { expect, test } from 'vitest';
import { queryOf, withQuery } from './hash-query.ts';
import { pageHref } from './hash-route.ts';
import { resultsHref, unitHref } from './results-link.ts';

test('a query is read back from the address it was written to, empty values left out', () => {
  const href = withQuery(pageHref('results'), { lot: 'LOT 7&8', operator: '김민수', step: '', cause: undefined });
  expect(queryOf(href)).toEqual({ lot: 'LOT 7&8', operator: '김민수' });
  expect(withQuery(href, {})).toBe('#/results');
  expect(queryOf('#/results')).toEqual({});
});

test('results and units have addresses; an empty measurement is said, for it means the step by itself', () => {
  expect(queryOf(resultsHref({ step: 'rails', measurement: '', lot: undefined }))).toEqual({
    ...{ step: 'rails', measurement: '' },
  });
  expect(unitHref('SN/7 ?')).toBe('#/results/unit/SN%2F7%20%3F');
});
