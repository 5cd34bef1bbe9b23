import { expect, test } from 'vitest';
import { isFromBefore, livesOver } from './lives.ts';

test('an execution that never lost its process has no life that is over', () => expect(livesOver({})).toBe(0));

test('what it has lost counts while it waits, and after it went on', () => {
  expect(livesOver({ interruption: { number: 1 } })).toBe(1);
  expect(livesOver({ resumptions: 1, interruption: { number: 2 } })).toBe(2);
  expect(livesOver({ resumptions: 2 })).toBe(2);
});

test('a step is from before when it ended in a life that is over', () => {
  expect(isFromBefore({ status: 'passed' }, 0)).toBe(false);
  expect(isFromBefore({ status: 'passed' }, 1)).toBe(true);
  expect(isFromBefore({ status: 'passed', resumption: 1 }, 1)).toBe(false);
  expect(isFromBefore({ status: 'pending' }, 1)).toBe(false);
});
