import type { BatchView, StartSequenceBody } from '@neurohub/contracts/rest';
import { problemOf, RestError } from '@neurohub/ui-kit/lib/rest-client';
import { describe, expect, it } from 'vitest';
import { sampleBatch, sampleExecution } from '../../../testing/sample-views.ts';
import { createEntryController } from './entry-controller.ts';
import { createEntryStore } from './entry-store.ts';

const first = sampleBatch();
const second = sampleBatch({ id: 'slot_2', slot: 2 });

/** A controller whose starts are answered by `answer`; the bodies sent are kept. */
function setUp(batches: BatchView[], answer: () => Promise<unknown> = async () => undefined, isLive = true) {
  const store = createEntryStore();
  const sent: { batchId: string; body: StartSequenceBody }[] = [];
  const stopped: string[] = [];
  let ids = 0;
  const controller = createEntryController({
    store,
    batches: () => batches,
    isLive: () => isLive,
    start: (batchId, body) => {
      sent.push({ batchId, body });
      return answer();
    },
    stop: async (batchId) => stopped.push(batchId),
    newCommandId: () => `id-${++ids}`,
    problemOf,
  });
  controller.onBatches(batches);
  return { store, sent, stopped, controller };
}

describe('scans', () => {
  it('stage the serial number and start nothing', () => {
    const { store, sent, controller } = setUp([first]);
    controller.scan('PCB-1');
    expect(store.getState().staged).toEqual({ slot_1: 'PCB-1' });
    expect(sent).toEqual([]);
  });

  it('wait for a slot when several could take the unit', () => {
    const { store, controller } = setUp([first, second]);
    controller.scan('PCB-1');
    expect(store.getState().notice).toEqual({ type: 'refused', reason: 'chooseSlot', read: 'PCB-1' });
    controller.scan('SLOT:2');
    expect(store.getState().staged).toEqual({ slot_2: 'PCB-1' });
  });

  it('go to the only slot that can take a unit', () => {
    const busy = sampleBatch({ processState: 'running', execution: sampleExecution() });
    const { store, controller } = setUp([busy, second]);
    controller.scan('PCB-1');
    expect(store.getState().staged).toEqual({ slot_2: 'PCB-1' });
  });

  it('are refused with the reason, and what was read, by a slot that tests', () => {
    const busy = sampleBatch({ processState: 'running', execution: sampleExecution() });
    const { store, controller } = setUp([busy]);
    controller.scan('PCB-1');
    expect(store.getState().notice).toEqual({ type: 'refused', reason: 'slotBusy', read: 'PCB-1', slot: 1 });
  });

  it('of CMD:START and CMD:STOP start and stop', async () => {
    const { sent, controller } = setUp([first]);
    controller.scan('PCB-1');
    controller.scan('CMD:START');
    expect(sent).toHaveLength(1);
    const running = setUp([sampleBatch({ processState: 'running', execution: sampleExecution() })]);
    running.controller.scan('CMD:STOP');
    expect(running.stopped).toEqual(['slot_1']);
  });
});

describe('Start', () => {
  it('pressed twice sends one command', async () => {
    const { sent, controller } = setUp([first], () => new Promise(() => {}));
    controller.scan('PCB-1');
    void controller.start();
    void controller.start();
    expect(sent).toEqual([{ batchId: 'slot_1', body: { dut: { serialNumber: 'PCB-1' }, commandId: 'id-1' } }]);
  });

  it('sends the same command again when nobody knows what became of it', async () => {
    const { sent, controller } = setUp([first], () => Promise.reject(new RestError('NO_ANSWER', '')));
    controller.scan('PCB-1');
    await controller.start();
    await controller.start();
    expect(sent.map(({ body }) => body.commandId)).toEqual(['id-1', 'id-1']);
  });

  it('sends a new command after a refusal, and shows the refusal', async () => {
    const { store, sent, controller } = setUp([first], () => Promise.reject(new RestError('DUT_BUSY', 'in slot_2')));
    controller.scan('PCB-1');
    await controller.start();
    expect(store.getState().notice).toEqual({ type: 'error', code: 'DUT_BUSY', message: 'in slot_2', slot: 1 });
    await controller.start();
    expect(sent.map(({ body }) => body.commandId)).toEqual(['id-1', 'id-2']);
  });

  it('sends nothing without a connection or with a serial number that does not match', async () => {
    const offline = setUp([first], undefined, false);
    offline.controller.scan('PCB-1');
    await offline.controller.start();
    const rule = { ...first, sequence: first.sequence && { ...first.sequence, serialNumber: { pattern: 'X\\d' } } };
    const wrong = setUp([rule]);
    wrong.controller.scan('PCB-1');
    await wrong.controller.start();
    expect([...offline.sent, ...wrong.sent]).toEqual([]);
  });
});

it('forgets what was staged when another execution begins, so that the next verdict is seen', () => {
  const { store, controller } = setUp([first]);
  controller.scan('PCB-1');
  controller.onBatches([sampleBatch({ processState: 'running', execution: sampleExecution() })]);
  expect(store.getState().staged).toEqual({});
});
