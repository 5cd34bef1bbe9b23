/** Valid views and records for unit tests; each test changes what it is about. */
import type { BatchView, ExecutionView, PromptView } from '@neurohub/contracts/rest';
import { AT, EXECUTION_ID, sampleStep } from '@neurohub/ui-kit/testing/sample-records';

export function samplePrompt(change: Partial<PromptView> = {}): PromptView {
  const id = '3b0f7a52-5a0e-4c53-9d3c-0b3f6c9b7a02';
  return { id, kind: 'confirm', message: 'Ready?', step: 'a', askedAt: AT, ...change };
}

export function sampleExecution(change: Partial<ExecutionView> = {}): ExecutionView {
  return {
    schemaVersion: 1,
    id: EXECUTION_ID,
    stationId: 'st1',
    batchId: 'slot_1',
    dut: { serialNumber: 'PCB-1' },
    mode: 'production',
    sequenceName: 'pcb',
    sequenceVersion: '1.0.0',
    state: 'running',
    verdict: null,
    ...{ simulated: false, partial: false, overridden: false, hadFailure: false },
    endReason: null,
    acceptedAt: AT,
    stepCount: 2,
    lastSeq: 1,
    droppedLogs: 0,
    steps: [sampleStep('a'), sampleStep('b', { index: 1 })],
    prompts: [],
    ...change,
  };
}

export function sampleBatch(change: Partial<BatchView> = {}): BatchView {
  return {
    id: 'slot_1',
    name: 'Slot 1',
    slot: 1,
    sequencePackage: 'pcb',
    autoStart: true,
    processState: 'idle',
    pid: 1,
    version: 1,
    recovery: null,
    blockedUntil: null,
    resources: null,
    error: null,
    sequence: { name: 'pcb', version: '1.0.0', packageHash: 'a'.repeat(64), steps: [] },
    hardware: {},
    simulation: false,
    manual: null,
    execution: null,
    ...change,
  };
}
