import { expect, test } from 'vitest';
import { lowEnd } from './low-end.ts';
import { paretoRows } from './pareto.ts';
import { bucketText, shareText } from './time-text.ts';

test('a cause is named by its step, and by its measurement where there is one', () => {
  const cause = { sequenceName: 'pcb', step: 'measure', status: 'failed', executions: 3 } as const;
  const answer = {
    failedExecutions: 4,
    causes: [
      { ...cause, measurement: 'vcc' },
      { ...cause, measurement: null, status: 'error' as const, executions: 1 },
      { ...cause, step: 'other', measurement: null, executions: 1 },
    ],
  };
  expect(paretoRows(answer, 2)).toMatchObject([
    { name: 'measure · vcc', share: 0.75 },
    { name: 'measure', share: 0.25, status: 'error' },
  ]);
  expect(paretoRows({ failedExecutions: 0, causes: [] }, 2)).toEqual([]);
});

test('a share that is not whole is never shown as whole', () => {
  expect(shareText(1, 'en')).toBe('100%');
  expect(shareText(4999 / 5000, 'en')).toBe('99.9%');
  expect(shareText(0.9534, 'ko')).toBe('95.3%');
  expect(shareText(null, 'en')).toBe('–');
});

test('the axis of shares begins where there is room below the lowest', () => {
  expect([[0.97, 0.99], [0.905, 1], [0.6], [0.3, 1], []].map(lowEnd)).toEqual([0.9, 0.8, 0.5, 0, 0.9]);
});

test('hours are told with their time, days and weeks by their first day', () => {
  const at = new Date(2026, 4, 17, 14, 0).toISOString();
  expect(bucketText(at, 'hour', 'en')).toBe('5/17, 14:00');
  expect(bucketText(at, 'day', 'en')).toBe('May 17');
  expect(bucketText(at, 'week', 'ko')).toBe('5월 17일');
});
