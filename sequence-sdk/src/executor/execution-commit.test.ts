import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { Sequence, sequence, step } from '../index.ts';
import { start, TestRecorder } from './_util.ts';

const held = () => Object.assign(new TestRecorder(), { held: true });

/** Lets everything run that does not wait for a commit. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await nextTurn();
}

const ran: string[] = [];

@sequence({ name: 'gated' })
class Gated extends Sequence {
  @step({ order: 1 }) async one() {
    ran.push('one');
  }
  @step({ order: 2 }) async two() {
    ran.push('two');
  }
  @step({ order: 3, actuates: true }) async act() {
    ran.push('act');
  }
  @step({ order: 1, cleanup: true, actuates: true }) async off() {
    ran.push('off');
  }
}

describe('the commit gate', () => {
  test('lets no step begin before the one before is committed, and a step that actuates only after its start is', async () => {
    ran.length = 0;
    const recorder = held();
    const { result, told } = start(Gated, { recorder });
    const next = async () => {
      await settle();
      const waiting = recorder.waiting;
      recorder.commit();
      return [waiting.join(), [...ran].join()];
    };
    expect(await next()).toEqual(['executionStarted', '']);
    expect(await next()).toEqual(['one passed', 'one']);
    expect(await next()).toEqual(['two passed', 'one,two']);
    expect(await next()).toEqual(['act started', 'one,two']);
    await settle();
    // Cleanup has gone on without waiting.
    expect(ran).toEqual(['one', 'two', 'act', 'off']);
    expect(recorder.waiting).toEqual(['act passed', 'off started', 'off passed']);
    recorder.release();
    await result;
    expect(told.filter(({ type }) => type === 'STEP_COMPLETE')).toHaveLength(4);
  });

  test('publishes STEP_COMPLETE with the committed seq, never before the commit', async () => {
    const recorder = held();
    const { told, result } = start(Gated, { recorder });
    const completed = () => told.flatMap((event) => (event.type === 'STEP_COMPLETE' ? [[event.name, event.seq]] : []));
    await settle();
    recorder.commit();
    await settle();
    expect(ran.at(-1)).toBe('one');
    expect(completed()).toEqual([]);
    recorder.commit();
    await settle();
    expect(completed()).toEqual([['one', 2]]);
    recorder.fail('FENCED');
    await result;
  });

  test('lets up to checkpointInterval events be uncommitted, but none when a step actuates', async () => {
    ran.length = 0;
    const recorder = held();
    const { result } = start(Gated, { recorder, checkpointInterval: 10 });
    await settle();
    recorder.commit();
    await settle();
    expect(recorder.waiting).toEqual(['one passed', 'two passed']);
    expect(ran).toEqual(['one', 'two']);
    recorder.commit();
    await settle();
    expect(recorder.waiting).toEqual(['act started']);
    recorder.fail('STORAGE_FAILED');
    await result;
  });
});

describe('a record that cannot be committed', () => {
  test('ends the main steps, runs cleanup, and gives ERROR', async () => {
    ran.length = 0;
    const recorder = held();
    const { result } = start(Gated, { recorder });
    await settle();
    recorder.commit();
    await settle();
    recorder.fail('STORAGE_FAILED');
    expect(await result).toMatchObject({
      verdict: 'ERROR',
      state: 'completed',
      endReason: 'storageFailed',
      error: { code: 'STORAGE_FAILED' },
      fenced: false,
    });
    expect(ran).toEqual(['one', 'off']);
    expect(recorder.later.map(({ type }) => type)).toEqual(['stepStarted', 'stepEnded', 'executionEnded']);
  });

  test('says so when a newer worker owns the batch', async () => {
    const recorder = new TestRecorder();
    recorder.failure = 'FENCED';
    ran.length = 0;
    expect(await start(Gated, { recorder }).result).toMatchObject({
      verdict: 'ERROR',
      endReason: 'storageFailed',
      fenced: true,
      committed: false,
    });
    expect(ran).toEqual([]);
  });

  test('never leaves a PASS behind when only the end cannot be committed', async () => {
    const recorder = new TestRecorder();
    recorder.failsOn = 'executionEnded';
    expect(await start(Gated, { recorder }).result).toMatchObject({
      verdict: 'ERROR',
      endReason: 'storageFailed',
      committed: false,
    });
  });

  test('records a step that was announced and never began as skipped', async () => {
    ran.length = 0;
    const recorder = held();
    const { execution, result } = start(Gated, { recorder });
    for (let commits = 0; commits < 3; commits += 1) {
      await settle();
      recorder.commit();
    }
    await settle();
    expect(recorder.waiting).toEqual(['act started']);
    execution.stop('operatorStop');
    recorder.release();
    expect(await result).toMatchObject({ verdict: 'ABORTED', committed: true });
    expect(ran).toEqual(['one', 'two', 'off']);
    expect(recorder.committed.at(4)).toMatchObject({ step: { name: 'act', status: 'skipped' } });
  });
});
