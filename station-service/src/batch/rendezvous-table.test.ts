import { expect, test } from 'vitest';
import { RendezvousTable } from './rendezvous-table.ts';

const heat = () => new RendezvousTable({ heat: { batches: ['a', 'b', 'c'] } });
const of = (batchId: string, requestId = `r-${batchId}`) => ({ requestId, batchId, step: 's', since: '' });
const names = (arrivals: { batchId: string }[] | null) => arrivals?.map(({ batchId }) => batchId) ?? null;

test('everybody begins when the last one is there; the next round begins with nobody', () => {
  const table = heat();
  expect(table.arrive('heat', of('a'))).toBeNull();
  expect(table.arrive('heat', of('c'))).toBeNull();
  expect(table.missingAt('heat')).toEqual(['b']);
  expect(names(table.arrive('heat', of('b')))).toEqual(['a', 'c', 'b']);
  expect(table.missingAt('heat')).toEqual(['a', 'b', 'c']);
});

test('who leaves is waited for again', () => {
  const table = heat();
  table.arrive('heat', of('a'));
  table.arrive('heat', of('b'));
  expect(table.leave('r-a')).toBe(true);
  expect(table.leave('r-a')).toBe(false);
  expect(table.arrive('heat', of('c'))).toBeNull();
  table.leaveAll('b');
  expect(table.arrive('heat', of('a', 'again'))).toBeNull();
  expect(names(table.arrive('heat', of('b', 'again')))).toEqual(['c', 'a', 'b']);
});

test('a repeat of an arrival is one arrival', () => {
  const table = heat();
  table.arrive('heat', of('a'));
  expect(table.arrive('heat', of('a'))).toBeNull();
  expect(table.missingAt('heat')).toEqual(['b', 'c']);
});

test('a rendezvous that does not exist, or does not list the batch, is refused', () => {
  expect(() => heat().arrive('cool', of('a'))).toThrow('the rendezvous "cool" is not in station.yaml');
  expect(() => heat().arrive('heat', of('d'))).toThrow('does not list batch d; it lists a, b, c');
});
