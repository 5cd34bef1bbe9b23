import type { RecordMessage, RecordReply } from '@neurohub/contracts/ipc';
import type { MeasurementRecord } from '@neurohub/contracts/record';

const executionId = '00000000-0000-4000-8000-000000000000';
const at = '2026-01-01T00:00:00.000Z';

const measurement = (name: string, value: number): MeasurementRecord => ({
  name,
  kind: 'number',
  value,
  unit: 'V',
  limits: [{ op: 'range', low: 4.5, high: 5.5 }],
  outcome: 'PASS',
  marginal: false,
  setAt: at,
});

const record: RecordMessage = {
  type: 'RECORD',
  executionId,
  epoch: 1,
  firstSeq: 2,
  events: [
    {
      type: 'stepEnded',
      step: {
        name: 'step_1',
        group: 'main',
        index: 0,
        attempt: 1,
        startedAt: at,
        durationMs: 0.2,
        status: 'passed',
        measurements: [measurement('voltage', 5.01), measurement('current', 0.2), measurement('order', 1)],
      },
      nextStepIndex: 1,
    },
  ],
};

const committed: RecordReply = { type: 'COMMITTED', executionId, seq: 2 };

/** One step with three measurements, as it travels from worker to service. */
export const SAMPLE_RECORD = JSON.stringify(record);
/** Its answer. */
export const SAMPLE_COMMITTED = JSON.stringify(committed);
