import { expect, test } from 'vitest';
import { newestFirst } from './recent-people.ts';

test('the newest comes first, each once, and the oldest of nine is forgotten', () => {
  expect(newestFirst(['Kim', 'Lee'], 'Lee')).toEqual(['Lee', 'Kim']);
  const eight = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  expect(newestFirst(eight, 'Kim')).toEqual(['Kim', 'a', 'b', 'c', 'd', 'e', 'f', 'g']);
});
