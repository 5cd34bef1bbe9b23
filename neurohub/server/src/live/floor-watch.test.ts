import { expect, it } from 'vitest';
import { compareMarks } from './floor-watch.ts';

const mark = (stationId: string, seq: number, about = 'up') => ({ stationId, streamId: 's', seq, about });
const NOTHING = new Map<string, never>();

it('tells of stations that are new, that have changed otherwise than by their number, and that are gone', () => {
  const first = compareMarks(NOTHING, [mark('a', 1), mark('b', 1)]);
  expect(first.tell).toEqual(['a', 'b']);
  const second = compareMarks(first.seen, [mark('a', 1, 'down')]);
  expect([second.tell, second.gone]).toEqual([['a'], ['b']]);
});

it('tells once of a station that has come to rest: a message between instances may have been lost', () => {
  const first = compareMarks(NOTHING, [mark('a', 1)]);
  const moving = compareMarks(first.seen, [mark('a', 2)]);
  const stillMoving = compareMarks(moving.seen, [mark('a', 3)]);
  const atRest = compareMarks(stillMoving.seen, [mark('a', 3)]);
  const quiet = compareMarks(atRest.seen, [mark('a', 3)]);
  expect([moving, stillMoving, atRest, quiet].map(({ tell }) => tell)).toEqual([[], [], ['a'], []]);
});
