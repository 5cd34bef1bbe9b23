/** For tests: records as stations send them. */
import { createHash, randomUUID } from 'node:crypto';
import type { SentRecord } from '@neurohub/contracts/hub-sync';
import type { ExecutionRecord, MeasurementRecord, StepRecord } from '@neurohub/contracts/record';

export const ENDED_AT = '2026-11-20T08:00:05.250Z';

export function measured(name: string, value: MeasurementRecord['value'], more: Partial<MeasurementRecord> = {}) {
  return {
    ...{ name, kind: 'number', value, limits: [], outcome: 'INFO', marginal: false, setAt: ENDED_AT },
    ...more,
  } as MeasurementRecord;
}

export function stepOf(name: string, more: Partial<StepRecord> = {}): StepRecord {
  return {
    ...{ name, group: 'main', index: 0, attempt: 1, status: 'passed', durationMs: 12.5, measurements: [] },
    ...more,
  };
}

export function recordOf(more: Partial<ExecutionRecord> = {}): ExecutionRecord {
  return {
    ...{ schemaVersion: 1, id: randomUUID(), stationId: 'ST1', batchId: 'slot_1', dut: { serialNumber: 'SN-1' } },
    ...{ mode: 'production', simulated: false, partial: false, overridden: false },
    ...{ sequenceName: 'psa', sequenceVersion: '1.2.0', state: 'completed', verdict: 'PASS', hadFailure: false },
    ...{ endReason: 'completed', acceptedAt: '2026-11-20T08:00:00.000Z', startedAt: '2026-11-20T08:00:00.100Z' },
    ...{ endedAt: ENDED_AT, durationMs: 5150, stepCount: 1, lastSeq: 4, droppedLogs: 0 },
    steps: [stepOf('rails', { measurements: [measured('vcc', 5.01, { unit: 'V' })] })],
    ...more,
  } as ExecutionRecord;
}

export const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');

/** @param content a record, or the text of a payload */
export function sentOf(content: unknown = recordOf(), more: Partial<SentRecord> = {}): SentRecord {
  const payload = typeof content === 'string' ? content : JSON.stringify(content);
  return { ...{ id: randomUUID(), stationSeq: 1, kind: 'execution', sha256: sha256(payload), payload }, ...more };
}
