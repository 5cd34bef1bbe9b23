import { expect, test } from 'vitest';
import { Sequence, sequence, step } from '../index.ts';
import { start } from './_util.ts';
import { SequenceLimit, type Standstill } from './sequence-limit.ts';

const limited = (sequenceMs: number) => ({ plan: { timeLimits: { sequenceMs } } });

test('a sequence that takes too long is ended: ERROR, end reason timeout, and cleanup runs', async () => {
  @sequence({ name: 'endless' })
  class Endless extends Sequence {
    @step({ order: 1 }) async wait() {
      await this.sleep(60_000);
    }
    @step({ order: 2 }) async never() {}
    @step({ order: 1, cleanup: true }) async off() {
      await this.sleep(60);
    }
  }
  const { result, steps } = start(Endless, limited(30));
  expect(await result).toMatchObject({
    ...{ verdict: 'ERROR', endReason: 'timeout', state: 'completed', mustReplaceWorker: false },
    error: { code: 'SEQUENCE_TIMEOUT', message: 'setup and main steps took longer than 0.03 s' },
  });
  expect(steps()).toEqual(['wait error', 'off passed']);
});

test('code that keeps the event loop past the limit is out of time all the same', async () => {
  @sequence({ name: 'blocking' })
  class Blocking extends Sequence {
    @step({ order: 1 }) block() {
      const end = performance.now() + 40;
      while (performance.now() < end);
    }
  }
  expect(await start(Blocking, limited(20)).result).toMatchObject({ verdict: 'ERROR', endReason: 'timeout' });
});

test('the time of a person who answers does not count', async () => {
  @sequence({ name: 'asking' })
  class Asking extends Sequence {
    @step({ order: 1 }) async ask() {
      await this.prompt.confirm('Ready?');
    }
  }
  const slow = {
    answer: () =>
      new Promise<{ answer: true; via: 'api' }>((resolve) => setTimeout(resolve, 1_500, { answer: true, via: 'api' })),
  };
  expect(await start(Asking, { ...limited(1_000), answers: slow }).result).toMatchObject({ verdict: 'PASS' });
});

test('what counts is written with each step, and goes on in another process', async () => {
  @sequence({ name: 'two' })
  class Two extends Sequence {
    @step({ order: 1 }) async one() {}
    @step({ order: 2 }) async two() {}
  }
  const { result, recorder } = start(Two, limited(60_000));
  await result;
  const ended = recorder.committed.filter((event) => event.type === 'stepEnded');
  expect(ended.map(({ activeMs }) => typeof activeMs)).toEqual(['number', 'number']);
});

test.each<Standstill>(['wait', 'pause', 'cleanup'])('the time stands still during a %s', async (why) => {
  let now = 0;
  const clock = { monotonicMs: () => now, timestamp: () => '', after: () => () => undefined };
  const reached: number[] = [];
  const limit = new SequenceLimit({ limitMs: 100, spentMs: 40, clock, reached: () => reached.push(now) });
  limit.start();
  now = 50;
  limit.stand(why, true);
  now = 5_000;
  limit.stand(why, false);
  expect(limit.spentMs).toBe(90);
  now = 5_020;
  limit.end();
  expect(reached).toEqual([5_020]);
});

test('a time limit that something else has made needless says nothing', () => {
  let now = 0;
  const clock = { monotonicMs: () => now, timestamp: () => '', after: () => () => undefined };
  const limit = new SequenceLimit({ limitMs: 10, spentMs: 0, clock, reached: () => expect.unreachable() });
  limit.start();
  now = 50;
  limit.cancel();
  limit.end();
  expect(limit.spentMs).toBe(50);
});

test('a pause that nobody ends is ended by the station: ERROR, end reason timeout, and cleanup runs', async () => {
  @sequence({ name: 'forgotten' })
  class Forgotten extends Sequence {
    @step({ order: 1 }) async bad() {
      throw new Error('boom');
    }
    @step({ order: 2 }) async never() {}
    @step({ order: 1, cleanup: true }) async off() {}
  }
  const { result, steps, recorder } = start(Forgotten, { plan: { pauseOnFail: true, timeLimits: { pauseMs: 20 } } });
  expect(await result).toMatchObject({
    ...{ verdict: 'ERROR', endReason: 'timeout', state: 'completed' },
    error: { code: 'PAUSE_TIMEOUT', message: 'nobody ended the pause within 0.02 s' },
  });
  expect(steps()).toEqual(['bad error', 'off passed']);
  expect(recorder.committed.map(({ type }) => type)).toContain('executionContinued');
});
