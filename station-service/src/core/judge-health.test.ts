import { expect, it } from 'vitest';
import { type HealthFacts, judgeHealth } from './judge-health.ts';

const WELL: HealthFacts = {
  alarms: [],
  storage: null,
  disk: { state: 'ok', message: '' },
  batches: [{ id: 'b1', error: null }],
};
const judge = (facts: Partial<HealthFacts>) => {
  const { status, reasons } = judgeHealth({ ...WELL, ...facts });
  return [status, ...reasons.map(({ code, batchId, instrument }) => [code, batchId ?? instrument].join(' ').trim())];
};

it('is healthy without a reason when all is well', () => {
  expect(judgeHealth(WELL)).toEqual({ status: 'healthy', reasons: [] });
});

it('is unhealthy when nothing can be stored, or the disk lets no test begin', () => {
  expect(judge({ storage: { code: 'STORAGE_FAILED', message: 'EIO' } })).toEqual(['unhealthy', 'STORAGE_FAILING']);
  const disk = { state: 'full', message: 'less than 200 MB are free' } as const;
  expect(judge({ disk })).toEqual(['unhealthy', 'DISK_FULL']);
});

it('is degraded by a disk that gets full, and unhealthy by one that is almost full', () => {
  const disk = (state: 'ok' | 'low' | 'critical') => ({ disk: { state, message: '' } });
  expect(judge(disk('ok'))).toEqual(['healthy']);
  expect(judge(disk('low'))).toEqual(['degraded', 'DISK_LOW']);
  expect(judge(disk('critical'))).toEqual(['unhealthy', 'DISK_CRITICAL']);
});

it('is degraded by a batch or an instrument that needs somebody, and says which and what to do', () => {
  const facts = {
    alarms: [{ code: 'HARDWARE_LOST', message: 'dmm does not answer', batchId: 'b1' }],
    batches: [{ id: 'b2', error: { code: 'WORKER_CRASHED', message: 'it died' } }],
  } as const;
  expect(judge(facts)).toEqual(['degraded', 'HARDWARE_LOST b1', 'WORKER_CRASHED b2']);
  expect(judgeHealth({ ...WELL, ...facts }).reasons[0]).toEqual({
    code: 'HARDWARE_LOST',
    message: 'dmm does not answer',
    next: expect.stringContaining('Check power and cable'),
    batchId: 'b1',
  });
});

it('tells the gravest first, and one matter once', () => {
  const lockedOut = { code: 'BATCH_LOCKED_OUT', message: 'the supply is on' } as const;
  const facts = {
    alarms: [
      { ...lockedOut, batchId: 'b1' },
      { code: 'DISK_FULL', message: 'full' },
    ],
    batches: [{ id: 'b1', error: lockedOut }],
  } as const;
  expect(judge(facts)).toEqual(['unhealthy', 'DISK_FULL', 'BATCH_LOCKED_OUT b1']);
});

it('counts no alarm that only has to be known', () => {
  expect(judge({ alarms: [{ code: 'CLOCK_CHANGED', message: 'by an hour' }] })).toEqual(['healthy']);
});
