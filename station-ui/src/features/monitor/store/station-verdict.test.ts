import type { Alarm } from '@neurohub/contracts/record';
import type { Health, HealthReason } from '@neurohub/contracts/rest';
import { expect, test } from 'vitest';
import { judge, placeOf } from './station-verdict.ts';

const health = (status: Health['status'], reasons: Partial<HealthReason>[] = []) => ({ status, reasons }) as Health;
const died = { code: 'WORKER_DIED', priority: 'medium', batchId: 'b1', message: 'SIGKILL' } as Alarm;
const verdict = (...given: Parameters<typeof judge>) => judge(...given).verdict;

test('a station is well only while it says so', () => {
  expect(verdict(health('healthy'), [], false)).toBe('well');
  expect(verdict(health('degraded', [{ code: 'BACKUP_OLD' }]), [], false)).toBe('look');
  expect(verdict(health('unhealthy', [{ code: 'DISK_FULL' }]), [], false)).toBe('act');
  expect(verdict(null, [], false)).toBe('unknown');
  expect(verdict(health('healthy'), [], true)).toBe('unknown');
});

test('an active alarm is a matter, seen or not, and each only once', () => {
  expect(judge(health('healthy'), [died], false)).toMatchObject({
    verdict: 'look',
    matters: [{ code: 'WORKER_DIED' }],
  });
  const told = health('degraded', [{ code: 'WORKER_DIED', batchId: 'b1' }]);
  expect(judge(told, [died], false).matters).toHaveLength(1);
  const seen = { ...died, acknowledgedAt: '2026-01-01T00:00:00.000Z', priority: 'low' } as Alarm;
  expect(verdict(health('healthy'), [seen], false)).toBe('look');
});

test('a matter leads to where it is put right', () => {
  expect(placeOf({ code: 'WORKER_CRASHED', batchId: 'b 1' })).toBe('#/batch/b%201');
  expect(placeOf({ code: 'BACKEND_REFUSED' })).toBe('#/neurohub');
  expect(placeOf({ code: 'BACKUP_OLD' })).toBe('#/settings');
  expect(placeOf({ code: 'DISK_FULL' })).toBeNull();
});
