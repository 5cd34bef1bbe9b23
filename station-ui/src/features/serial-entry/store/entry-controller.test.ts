import type { BatchView, StartSequenceBody } from '@neurohub/contracts/rest';
import { problemOf, RestError } from '@neurohub/ui-kit/lib/rest-client';
import { describe, expect, it } from 'vitest';
import { sampleBatch, sampleExecution, samplePrompt } from '../../../testing/sample-views.ts';
import { DEFAULT_SCREEN } from '../../station/store/station-store.ts';
import { createEntryController, type EntryDependencies } from './entry-controller.ts';
import { createEntryStore } from './entry-store.ts';

const first = sampleBatch();
const second = sampleBatch({ id: 'slot_2', slot: 2 });

/** A controller whose starts are answered by `answer`; the bodies sent are kept. */
function setUp(
  batches: BatchView[],
  answer: () => Promise<unknown> = async () => undefined,
  { isLive = true, ...others }: Partial<Omit<EntryDependencies, 'isLive'>> & { isLive?: boolean } = {},
) {
  const store = createEntryStore();
  const sent: { batchId: string; body: StartSequenceBody }[] = [];
  const stopped: string[] = [];
  const answered: unknown[] = [];
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
    settings: () => DEFAULT_SCREEN,
    answer: (batchId, _prompt, value) => answered.push([batchId, value]),
    isArmed: () => true,
    takeBadge: async () => undefined,
    ...others,
  });
  controller.onBatches(batches);
  return { store, sent, stopped, answered, controller };
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
    const offline = setUp([first], undefined, { isLive: false });
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

describe('a station that goes on by itself', () => {
  const settings = () => ({ ...DEFAULT_SCREEN, startOnScan: true, nextSlotAfterScan: true });
  const third = sampleBatch({ id: 'slot_3', slot: 3 });

  it('starts what is scanned, slot after slot, without a touch', () => {
    const { sent, store, controller } = setUp([first, second, third], () => new Promise(() => {}), { settings });
    for (const text of ['PCB-1', 'PCB-2', 'PCB-3']) controller.scan(text);
    expect(sent.map(({ batchId, body }) => [batchId, body.dut.serialNumber])).toEqual([
      ['slot_1', 'PCB-1'],
      ['slot_2', 'PCB-2'],
      ['slot_3', 'PCB-3'],
    ]);
    expect(store.getState().notice).toBeNull();
  });

  it('starts whatever is scanned with one Start, although the next slot is meant by then', async () => {
    const filling = () => ({ ...DEFAULT_SCREEN, nextSlotAfterScan: true });
    const { sent, store, controller } = setUp([first, second, third], () => new Promise(() => {}), {
      settings: filling,
    });
    controller.scan('PCB-1');
    controller.scan('PCB-2');
    expect(store.getState().selectedId).toBe('slot_3');
    await controller.start();
    expect(sent.map(({ batchId }) => batchId)).toEqual(['slot_1', 'slot_2']);
  });

  it('starts nothing that does not match, and nothing that is typed', () => {
    const rule = { ...first, sequence: first.sequence && { ...first.sequence, serialNumber: { pattern: 'X\\d' } } };
    const { sent, controller } = setUp([rule], undefined, { settings });
    controller.scan('PCB-1');
    controller.type('X1');
    expect(sent).toEqual([]);
  });
});

it('starts every unit that is scanned, and says when there is none', () => {
  const { sent, store, controller } = setUp([first, second]);
  controller.scan('CMD:START-ALL');
  expect(store.getState().notice).toEqual({ type: 'refused', reason: 'nothingToStart' });
  for (const text of ['SLOT:1', 'PCB-1', 'SLOT:2', 'PCB-2', 'CMD:START-ALL']) controller.scan(text);
  expect(sent.map(({ batchId }) => batchId)).toEqual(['slot_1', 'slot_2']);
});

it('refuses a unit that is scanned for another slot already', () => {
  const { store, controller } = setUp([first, second]);
  for (const text of ['SLOT:1', 'PCB-1', 'SLOT:2', 'PCB-1']) controller.scan(text);
  expect(store.getState().notice).toEqual({ type: 'refused', reason: 'stagedElsewhere', read: 'PCB-1', slot: 1 });
  expect(store.getState().staged).toEqual({ slot_1: 'PCB-1' });
});

describe('scanned answers', () => {
  const asks = (id: string, slot: number, kind: 'passFail' | 'confirm' | 'text' = 'passFail') =>
    sampleBatch({
      ...{ id, slot, processState: 'running' },
      execution: sampleExecution({ batchId: id, state: 'waiting', prompts: [samplePrompt({ kind })] }),
    });

  it('go to the only question there is', () => {
    const { answered, controller } = setUp([first, asks('slot_2', 2)]);
    controller.scan('CMD:FAIL');
    expect(answered).toEqual([['slot_2', false]]);
  });

  it('ask for the slot when several ask', () => {
    const { answered, store, controller } = setUp([asks('slot_1', 1), asks('slot_2', 2)]);
    controller.scan('CMD:PASS');
    expect(store.getState().notice).toMatchObject({ type: 'refused', reason: 'chooseQuestion' });
    controller.scan('SLOT:2');
    controller.scan('CMD:PASS');
    expect(answered).toEqual([['slot_2', true]]);
  });

  it('are refused where nothing is asked, or something else', () => {
    const quiet = setUp([first]);
    quiet.controller.scan('CMD:PASS');
    expect(quiet.store.getState().notice).toMatchObject({ reason: 'nothingAsked' });
    const { answered, store, controller } = setUp([asks('slot_1', 1, 'confirm')]);
    controller.scan('CMD:PASS');
    expect(store.getState().notice).toMatchObject({ reason: 'otherAnswer', slot: 1 });
    controller.scan('CMD:OK');
    expect(answered).toEqual([['slot_1', true]]);
  });

  it('are for a question that was seen: a second scan does not answer the one that took its place', () => {
    const { answered, controller } = setUp([asks('slot_1', 1)], undefined, { isArmed: () => false });
    controller.scan('CMD:PASS');
    expect(answered).toEqual([]);
  });
});

it('tells of a badge that nobody has without repeating it', async () => {
  const takeBadge = () => Promise.reject(new RestError('SIGN_IN_FAILED', 'nobody has this badge'));
  const { store, controller } = setUp([first], undefined, { takeBadge });
  controller.scan('BADGE:123456');
  await Promise.resolve();
  await Promise.resolve();
  expect(store.getState().notice).toMatchObject({ type: 'badgeRefused', code: 'SIGN_IN_FAILED' });
  expect(JSON.stringify(store.getState())).not.toContain('123456');
});

it('says that Start has nothing to start, and tells what is wrong with a serial number again', async () => {
  const rule = { ...first, sequence: first.sequence && { ...first.sequence, serialNumber: { pattern: 'X\\d' } } };
  const { sent, store, controller } = setUp([rule]);
  controller.scan('CMD:START');
  expect(store.getState().notice).toEqual({ type: 'refused', reason: 'nothingToStart' });
  for (const text of ['PCB-1', 'CMD:NONSENSE', 'CMD:START']) controller.scan(text);
  expect(store.getState().notice).toBeNull();
  expect(sent).toEqual([]);
});

it('says that a slot is stopping no longer than it does', async () => {
  const busy = sampleBatch({ processState: 'running', execution: sampleExecution() });
  const { store, controller } = setUp([busy]);
  await controller.stop('slot_1');
  controller.onBatches([busy]);
  expect(store.getState().notice).toEqual({ type: 'stopping', slot: 1 });
  controller.onBatches([{ ...busy, processState: 'idle', execution: sampleExecution({ state: 'aborted' }) }]);
  expect(store.getState().notice).toBeNull();
});
