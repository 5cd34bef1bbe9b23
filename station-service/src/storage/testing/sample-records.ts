/** For tests: executions and records as a worker would send them. */
import { createHash, randomUUID } from 'node:crypto';
import type { RecordEvent, RecordMessage } from '@neurohub/contracts/ipc';
import type { Attachment, MeasurementRecord, StepRecord } from '@neurohub/contracts/record';
import type { NewExecution } from '../executions.ts';

export const AT = '2026-01-02T03:04:05.678Z';

export function newExecution(changes: Partial<NewExecution> = {}): NewExecution {
  return {
    id: randomUUID(),
    stationId: 'station_1',
    batchId: 'batch_1',
    dut: { serialNumber: 'SN-0001' },
    ...{ mode: 'production', simulated: false, partial: false, overridden: false },
    sequenceName: 'pcb_test',
    sequenceVersion: '1.0.0',
    acceptedAt: AT,
    epoch: 1,
    stepCount: 1,
    ...changes,
  };
}

export function measurement(changes: Partial<MeasurementRecord> = {}): MeasurementRecord {
  return {
    name: 'vcc',
    kind: 'number',
    value: 5.01,
    unit: 'V',
    limits: [{ op: 'range', low: 4.75, high: 5.25 }],
    outcome: 'PASS',
    marginal: false,
    setAt: AT,
    ...changes,
  };
}

/** A series of `points` over time, as a worker sends it: 0, 1, 2 …, and its highest value. */
export function seriesMeasurement(name: string, points: number): MeasurementRecord {
  const values = Float64Array.from({ length: 2 * points }, (_, i) => i % points);
  const bytes = Buffer.from(values.buffer);
  const hash = createHash('sha256').update(bytes).digest('hex');
  return {
    name,
    kind: 'series',
    value: null,
    series: {
      ...{ hash, points, x: { name: 'time', unit: 's' }, y: [{ name: 'voltage', unit: 'V' }] },
      ...{ preview: [[[0, points - 1]]], data: bytes.toString('base64') },
    },
    aggregations: [{ axis: 'voltage', kind: 'max', value: points - 1, limits: [], outcome: 'INFO', marginal: false }],
    limits: [],
    outcome: 'INFO',
    marginal: false,
    setAt: AT,
  };
}

/** A file as a worker sends it. */
export function attachment(name: string, mimeType: string, bytes = Buffer.alloc(0)): Attachment & { data: string } {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { name, mimeType, size: bytes.length, sha256, data: bytes.toString('base64') };
}

export function stepRecord(changes: Partial<StepRecord> = {}): StepRecord {
  return {
    name: 'rails',
    group: 'main',
    index: 0,
    attempt: 1,
    status: 'passed',
    startedAt: AT,
    durationMs: 12.5,
    measurements: [],
    ...changes,
  };
}

export function stepEnded(changes: Partial<StepRecord> = {}): RecordEvent {
  const step = stepRecord(changes);
  return { type: 'stepEnded', step, nextStepIndex: step.index + 1 };
}

export function stepStarted(changes: Partial<StepRecord> = {}): RecordEvent {
  const { name, group, index, attempt, iterations } = stepRecord(changes);
  return { type: 'stepStarted', name, group, index, attempt, ...(iterations && { iterations }), at: AT };
}

type ExecutionEnded = Extract<RecordEvent, { type: 'executionEnded' }>;

export function executionEnded(changes: Partial<ExecutionEnded> = {}): ExecutionEnded {
  return {
    type: 'executionEnded',
    state: 'completed',
    verdict: 'PASS',
    hadFailure: false,
    endReason: 'completed',
    at: AT,
    durationMs: 100,
    ...changes,
  };
}

export function record(executionId: string, firstSeq: number, ...events: RecordEvent[]): RecordMessage {
  return { type: 'RECORD', executionId, epoch: 1, firstSeq, events };
}
