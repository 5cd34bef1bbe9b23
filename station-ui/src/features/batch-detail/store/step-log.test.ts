import type { LogEntry } from '@neurohub/contracts/record';
import { expect, it } from 'vitest';
import type { LogLine } from '../../logs/store/log-store.ts';
import { isOf, joinLog } from './step-log.ts';

const text = (second: number, message: string, step = 'rails') => ({
  ...({ at: `2026-05-17T08:00:0${second}.000Z`, level: 'info', executionId: 'e1' } as const),
  ...{ step, message },
});
const entry = (id: number, message: string): LogEntry => ({ ...text(id, message), id });
const line = (key: number, message: string, change: Partial<LogLine> = {}): LogLine => ({
  ...text(key, message),
  ...{ key, ...change },
});
const messages = (lines: readonly { message: string }[]) => lines.map(({ message }) => message);

it('what is stored comes first, oldest on top, and nothing is there twice', () => {
  const live = [line(2, 'b'), line(3, 'c'), line(3, 'c')];
  expect(messages(joinLog([entry(2, 'b'), entry(1, 'a')], live))).toEqual(['a', 'b', 'c', 'c']);
});

it('two lines that say the same are told by their numbers', () => {
  const live = [line(2, 'b', { id: 2 }), line(2, 'b', { id: 7 })];
  expect(messages(joinLog([entry(2, 'b')], live))).toEqual(['b', 'b']);
});

it('is of one step of one execution', () => {
  const lines = [line(1, 'a'), line(1, 'b', { step: 'power' }), line(1, 'c', { executionId: 'e0' })];
  expect(messages(lines.filter(isOf('e1', 'rails')))).toEqual(['a']);
});
