import { RestError } from '@neurohub/ui-kit/lib/rest-client';
import { expect, test } from 'vitest';
import { sampleResult } from '../../../testing/sample-result.ts';
import { createResultPages, type FetchPage } from './result-pages.ts';

const page = (names: string[], nextCursor: string | null = null) => ({
  items: names.map((serialNumber) => sampleResult({ dut: { serialNumber } })),
  nextCursor,
});
const filterOf = (serial: string) => new URLSearchParams({ serial });
const serials = ({ store }: ReturnType<typeof createResultPages>) =>
  store.getState().items?.map(({ dut }) => dut.serialNumber);

test('pages follow each other until there is none', async () => {
  const asked: (string | null)[] = [];
  const pages = createResultPages(async (_filter, cursor) => {
    asked.push(cursor);
    return cursor === null ? page(['a', 'b'], 'c1') : page(['c']);
  });
  await pages.show(filterOf('x'));
  await pages.more();
  await pages.more();
  expect(asked).toEqual([null, 'c1']);
  expect(serials(pages)).toEqual(['a', 'b', 'c']);
});

test('the answer to a filter that is no longer wanted changes nothing', async () => {
  const slow = Promise.withResolvers<ReturnType<typeof page>>();
  const fetchPage: FetchPage = (filter) =>
    filter.get('serial') === 'old' ? slow.promise : Promise.resolve(page(['new']));
  const pages = createResultPages(fetchPage);
  const old = pages.show(filterOf('old'));
  await pages.show(filterOf('new'));
  slow.resolve(page(['old']));
  await old;
  expect(serials(pages)).toEqual(['new']);
});

test('what is new comes by itself while the first page is shown, and never tears away what was read further down', async () => {
  let asked = 0;
  const pages = createResultPages(async (_filter, cursor) => {
    asked += 1;
    return page([`${cursor ?? 'first'} ${asked}`], cursor === null ? 'c1' : null);
  });
  await pages.show(filterOf('x'));
  await pages.refresh();
  expect(serials(pages)).toEqual(['first 2']);
  await pages.more();
  await pages.refresh();
  expect(asked).toBe(3);
});

test('a failure is told beside what was there, and goes with the next answer', async () => {
  let isDown = false;
  const pages = createResultPages(async () => {
    if (isDown) throw new RestError('NO_ANSWER', '/api/results');
    return page(['a']);
  });
  await pages.show(filterOf('x'));
  isDown = true;
  await pages.refresh();
  expect(pages.store.getState().problem).toEqual({ code: 'NO_ANSWER', message: '/api/results' });
  expect(serials(pages)).toEqual(['a']);
  isDown = false;
  await pages.refresh();
  expect(pages.store.getState().problem).toBeNull();
});
