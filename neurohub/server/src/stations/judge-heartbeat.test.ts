import type { HeartbeatBody } from '@neurohub/contracts/hub-sync';
import { expect, test } from 'vitest';
import { type HeartbeatFacts, judgeHeartbeat } from './judge-heartbeat.ts';

const NOW = '2026-11-26T10:00:00.000Z';
const hash = (digit: string) => digit.repeat(64);
const head = (number: number, digit = 'a') => ({ number, hash: hash(digit) });

function judged(body: Partial<HeartbeatBody>, facts: Partial<HeartbeatFacts> = {}) {
  const queue = { pending: 0, pendingContents: 0, quarantined: 0, oldestAt: null, bytes: 0 };
  const whole = { at: NOW, queue, lastSeq: 10, auditHead: head(7), ...body } as HeartbeatBody;
  return judgeHeartbeat({
    ...{ body: whole, nowMs: Date.parse(NOW), lastAuditHead: head(5), ledgerLastSeq: 10 },
    ...facts,
  });
}

test('a station that is well gives no cause, and ends what passes by itself', () => {
  expect(judged({})).toEqual({ raise: [], clear: ['quarantine', 'clock', 'silent'] });
});

test.each([
  ['quarantine', judged({ queue: { pending: 0, pendingContents: 0, quarantined: 2, oldestAt: null, bytes: 1 } })],
  ['clock', judged({ at: '2026-11-26T09:57:00.000Z' })],
  ['auditCut', judged({ auditHead: head(4) })],
  ['auditCut', judged({ auditHead: head(5, 'b') })],
  ['fork', judged({ lastSeq: 9 })],
])('%s is raised', (kind, { raise, clear }) => {
  expect(raise.map((concern) => concern.kind)).toEqual([kind]);
  expect(clear).not.toContain(kind);
});

test('a trail that is not told, or was never told, is no cut one', () => {
  expect(judged({ auditHead: null }).raise).toEqual([]);
  expect(judged({ auditHead: head(1) }, { lastAuditHead: null }).raise).toEqual([]);
});
