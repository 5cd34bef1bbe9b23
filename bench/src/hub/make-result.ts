/** Results of one size: so many steps with five measurements each. */
import { createHash, randomUUID } from 'node:crypto';
import type { SentRecord } from '@neurohub/contracts/hub-sync';
import type { RecordMessage } from '@neurohub/contracts/ipc';
import type { ExecutionRecord, MeasurementRecord, StepRecord } from '@neurohub/contracts/record';

const STEPS = 20;
const MEASUREMENTS = 5;
/** Of each result. */
export const ROWS = STEPS * MEASUREMENTS;

const NAMES = ['voltage', 'current', 'ripple', 'frequency', 'temperature'];

function stepsOf(n: number, at: string): StepRecord[] {
  return Array.from({ length: STEPS }, (_, index) => ({
    ...{ name: `step_${index + 1}`, group: 'main', index, attempt: 1, status: 'passed', startedAt: at },
    durationMs: 12.5,
    measurements: NAMES.map(
      (name, i): MeasurementRecord => ({
        ...{ name, kind: 'number', value: 5 + ((n * 31 + index * 7 + i) % 97) / 1000, unit: 'V' },
        limits: [{ op: 'range', low: 4.5, high: 5.5 }],
        ...{ outcome: 'PASS', marginal: false, setAt: at },
      }),
    ),
  }));
}

function summaryOf(stationId: string, n: number, at: string) {
  return {
    ...{ id: randomUUID(), stationId, batchId: 'b1', dut: { serialNumber: `${stationId}-${n}` }, acceptedAt: at },
    ...{ mode: 'production' as const, simulated: false, partial: false, overridden: false },
    ...{ sequenceName: 'pcb_test', sequenceVersion: '1.0.0', stepCount: STEPS },
  } as const;
}

/** As a station sends it. */
export function sentResult(stationId: string, stationSeq: number): SentRecord {
  const at = new Date().toISOString();
  const record: ExecutionRecord = {
    ...{ schemaVersion: 1, ...summaryOf(stationId, stationSeq, at), startedAt: at, endedAt: at, durationMs: 1000 },
    ...{ state: 'completed', verdict: 'PASS', hadFailure: false, endReason: 'completed', lastSeq: 22, droppedLogs: 0 },
    steps: stepsOf(stationSeq, at),
  };
  const payload = JSON.stringify(record);
  const sha256 = createHash('sha256').update(payload).digest('hex');
  return { id: randomUUID(), stationSeq, kind: 'execution', sha256, payload };
}

/** As a station stores it: what is accepted, and the one RECORD that ends it. */
export function storedResult(stationId: string, n: number) {
  const at = new Date().toISOString();
  const execution = { ...summaryOf(stationId, n, at), epoch: 1 };
  const record: RecordMessage = {
    ...{ type: 'RECORD', executionId: execution.id, epoch: 1, firstSeq: 1 },
    events: [
      { type: 'executionStarted', at },
      ...stepsOf(n, at).map((step) => ({ type: 'stepEnded' as const, step, nextStepIndex: step.index + 1 })),
      {
        ...{ type: 'executionEnded', state: 'completed', verdict: 'PASS', hadFailure: false, endReason: 'completed' },
        ...{ at, durationMs: 1000 },
      },
    ],
  };
  return { execution, record };
}
