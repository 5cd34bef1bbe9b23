/** A valid station of the floor for unit tests; each test changes what it is about. */
import type { FloorStation, LiveBatch, LiveExecution } from '@neurohub/contracts/hub-live';
import type { Alarm } from '@neurohub/contracts/record';

export const AT = '2026-05-17T08:00:00.000Z';
export const AT_MS = Date.parse(AT);

export const sampleLiveExecution = (change: Partial<LiveExecution> = {}): LiveExecution => ({
  id: '3b0f7a52-5a0e-4c53-9d3c-0b3f6c9b7a01',
  dut: { serialNumber: 'PCB-1' },
  ...({ mode: 'production', simulated: false, sequenceName: 'pcb', sequenceVersion: '1.0.0' } as const),
  ...({ state: 'running', verdict: null, hadFailure: false, endReason: null } as const),
  startedAt: AT,
  step: { name: 'power_on', index: 2 },
  ...{ stepsDone: 2, stepCount: 8 },
  ...change,
});

export const sampleLiveBatch = (change: Partial<LiveBatch> = {}): LiveBatch => ({
  ...({ id: 'slot_1', name: 'Slot 1', slot: 1, processState: 'idle', sequencePackage: 'pcb' } as const),
  execution: null,
  ...change,
});

export const sampleFloorStation = (change: Partial<FloorStation> = {}): FloorStation => ({
  stationId: 'LINE_1',
  name: 'Line 1',
  ...{ streamId: 's1', seq: 5, at: AT, heardAt: AT, connected: true, pending: 0, quarantined: 0 },
  batches: [sampleLiveBatch()],
  alarms: [],
  ...change,
});

export const sampleAlarm = (change: Partial<Alarm> = {}): Alarm => ({
  id: '3b0f7a52-5a0e-4c53-9d3c-0b3f6c9b7a09',
  ...({ code: 'HARDWARE_LOST', priority: 'high' } as const),
  ...{ batchId: 'slot_1', message: 'dmm does not answer', raisedAt: AT },
  ...change,
});
