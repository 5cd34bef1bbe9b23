import { expect, test } from 'vitest';
import { groupsOf } from './page-groups.ts';

test('pages stand in their groups, in one order whatever order they come in', () => {
  expect(groupsOf(['settings', 'statistics', 'results', 'monitor'])).toEqual([
    { id: 'test', pages: ['home'] },
    { id: 'outcome', pages: ['results', 'statistics'] },
    { id: 'station', pages: ['monitor', 'settings'] },
  ]);
});

test('the slots are there for everybody, and an unknown page is nowhere', () => {
  expect(groupsOf(['elsewhere'])).toEqual([{ id: 'test', pages: ['home'] }]);
});
