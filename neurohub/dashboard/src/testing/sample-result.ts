/** A valid result of NeuroHub for unit tests; each test changes what it is about. */
import type { HubResult } from '@neurohub/contracts/hub-results';
import { AT } from './sample-floor.ts';

const ID = '3b0f7a52-5a0e-4c53-9d3c-0b3f6c9b7a01';

export const sampleResult = (change: Partial<HubResult> = {}): HubResult => ({
  ...({ schemaVersion: 1, id: ID, resultId: ID, stationSeq: 1, receivedAt: AT } as const),
  ...{ stationId: 'LINE_1', batchId: 'slot_1', dut: { serialNumber: 'PCB-1' } },
  ...({ mode: 'production', simulated: false, partial: false, overridden: false } as const),
  ...({ sequenceName: 'pcb', sequenceVersion: '1.0.0', state: 'completed', verdict: 'PASS' } as const),
  ...({ hadFailure: false, endReason: 'completed', acceptedAt: AT, startedAt: AT, endedAt: AT } as const),
  ...{ durationMs: 1000, stepCount: 3, lastSeq: 3, droppedLogs: 0 },
  ...change,
});
