import { expect, it } from 'vitest';
import { parseLogLine, readableLine } from './log-line.ts';

const line = {
  level: 'warning',
  time: '2026-11-26T07:04:05.123Z',
  name: 'batch',
  batchId: 'b1',
  msg: 'worker was slow',
};

it('is one line for people: time, level, part, message, facts', () => {
  expect(readableLine(line)).toBe('07:04:05 WARNING [batch] worker was slow  batchId=b1\n');
  expect(readableLine(line, 'full')).toBe('2026-11-26T07:04:05.123Z WARNING [batch] worker was slow  batchId=b1\n');
});

it('sets in the stack of an error', () => {
  expect(readableLine({ ...line, err: { stack: 'Error: broken\n    at x' } })).toMatch(
    /b1\n {2}Error: broken\n {6}at x\n$/,
  );
});

it('lets nothing that a stranger sent forge a line or steer the terminal', () => {
  const text = readableLine({ ...line, msg: 'a\n12:00:00 ERROR b\x1b[2J\u202e', serial: 'x\ry' });
  expect(text.trimEnd()).not.toMatch(/[\p{Cc}\u202e]/u);
  expect(text).toContain('a\\u000a12:00:00 ERROR b\\u001b[2J\\u202e');
});

it('knows a line of ours from one that was cut off, or is foreign', () => {
  expect(parseLogLine(JSON.stringify(line))).toEqual(line);
  for (const text of ['', '{"level":"inf', '[]', 'null', '{"level":"info"}']) expect(parseLogLine(text)).toBeNull();
});
