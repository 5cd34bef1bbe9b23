/** A valid view for the tests of this folder; each changes what it is about. */
import type { BatchView, ExecutionView, StepView } from '@neurohub/contracts/rest';

export const AT = '2026-05-17T08:00:00.000Z';
export const EXECUTION_ID = '3b0f7a52-5a0e-4c53-9d3c-0b3f6c9b7a01';

export const sampleStep = (name: string, change: Partial<StepView> = {}): StepView => ({
  ...{ name, group: 'main', index: 0, status: 'pending', attempt: 0, measurements: [] },
  ...change,
});

export const sampleExecution = (change: Partial<ExecutionView> = {}): ExecutionView => ({
  ...{ schemaVersion: 1, id: EXECUTION_ID, stationId: 'st1', batchId: 'b1', dut: { serialNumber: 'PCB-1' } },
  ...{ mode: 'production', sequenceName: 'pcb', sequenceVersion: '1.0.0', state: 'running', verdict: null },
  ...{ simulated: false, partial: false, overridden: false, hadFailure: false, endReason: null, acceptedAt: AT },
  ...{ stepCount: 2, lastSeq: 1, droppedLogs: 0, prompts: [] },
  steps: [sampleStep('a'), sampleStep('b', { index: 1 })],
  ...change,
});

export const sampleBatch = (change: Partial<BatchView> = {}): BatchView => ({
  ...{ id: 'b1', name: 'Slot 1', slot: 1, sequencePackage: 'pcb', autoStart: true, processState: 'idle', pid: 1 },
  ...{ version: 1, recovery: null, blockedUntil: null, resources: null, error: null, sequence: null, hardware: {} },
  ...{ simulation: false, manual: null, execution: null },
  ...change,
});
