import { createHash } from 'node:crypto';
import { recordEventSchema } from '@neurohub/contracts/ipc';
import type { Attachment, StepRecord } from '@neurohub/contracts/record';
import { MAX_FRAME_BYTES } from '@neurohub/contracts/vocabulary';
import { describe, expect, test } from 'vitest';
import { Sequence, sequence, step, TestFailure } from '../index.ts';
import { NotingDriver, type Started, start } from './_util.ts';

type Body = (self: Sequence) => unknown;

function running(body: Body, options: Parameters<typeof start>[1] = {}) {
  @sequence({ name: 'attaching' })
  class Attaching extends Sequence {
    @step({ order: 1 }) one() {
      return body(this);
    }
  }
  return start(Attaching, options);
}

function stepOf({ recorder }: Started): StepRecord {
  const event = recorder.committed.find(({ type }) => type === 'stepEnded');
  if (event?.type !== 'stepEnded') throw new Error('no step has ended');
  return recordEventSchema.parse(event) && event.step;
}
const textOf = ({ data = '' }: Attachment) => Buffer.from(data, 'base64').toString('utf8');

describe('this.attach', () => {
  test('keeps bytes and texts, hashed, by the type that their name says', async () => {
    const bytes = Uint8Array.from([1, 2, 3]);
    const told: unknown[] = [];
    const started = running((self) => {
      told.push(self.attach('scope.PNG', bytes));
      bytes[0] = 9;
      self.attach('한글.csv', 'a,b\n');
      self.attach('raw', Uint8Array.from([0]));
      self.attach('notes', 'free', { mimeType: 'text/x-note' });
    });
    expect(await started.result).toMatchObject({ verdict: 'PASS' });
    const { attachments = [] } = stepOf(started);
    const sha256 = createHash('sha256')
      .update(Uint8Array.from([1, 2, 3]))
      .digest('hex');
    expect(told).toEqual([{ name: 'scope.PNG', mimeType: 'image/png', size: 3, sha256 }]);
    expect(attachments[0]).toEqual({ ...{ name: 'scope.PNG', mimeType: 'image/png', size: 3, sha256 }, data: 'AQID' });
    expect(attachments.map(({ mimeType }) => mimeType)).toEqual([
      ...['image/png', 'text/csv', 'application/octet-stream', 'text/x-note'],
    ]);
    expect(JSON.stringify(started.told)).not.toContain('AQID');
  });

  test.each<[string, Body, string]>([
    ['a name with a path', (self) => self.attach('../x', ''), 'no / and no'],
    ['an empty name', (self) => self.attach('', ''), '1 to 200 visible characters'],
    ['a name twice', (self) => [1, 2].map(() => self.attach('x', '')), 'attached it already'],
    ['what is no data', (self) => self.attach('x', 5 as never), 'bytes or a text'],
    ['a type that is none', (self) => self.attach('x', '', { mimeType: 'text' }), 'no type/subtype'],
    ['81 files', (self) => Array.from({ length: 81 }, (_, i) => self.attach(`f${i}`, '')), 'at most 80 files'],
    ['too many bytes', (self) => self.attach('x', new Uint8Array(4_194_305)), 'at most 4194304 bytes'],
    [
      'too much beside its measurements',
      (self) => {
        for (let i = 0; i < 30; i += 1) self.measure(`m${i}`, 'x'.repeat(65_000));
        self.attach('x', new Uint8Array(4_194_304));
      },
      'more than one record can hold',
    ],
  ])('refuses %s: an error of the step, even when it is caught', async (_title, body, message) => {
    const caught: Body = (self) => {
      try {
        body(self);
      } catch {
        // as a step would that does not care
      }
    };
    const started = running(caught);
    expect(await started.result).toMatchObject({ verdict: 'ERROR' });
    expect(stepOf(started)).toMatchObject({
      error: { code: 'ATTACHMENT_REFUSED', message: expect.stringContaining(message) },
    });
  });
});

describe('the traffic of instruments', () => {
  const noisy = (lines: number) => ({
    dmm: (context: ConstructorParameters<typeof NotingDriver>[0]) => {
      for (let i = 0; i < lines; i += 1)
        context.traffic?.record('out', Buffer.from(`MEAS:VOLT? ${i} ${'x'.repeat(200)}\n`));
      return new NotingDriver(context);
    },
  });
  const fails: Body = () => {
    throw new TestFailure('bad');
  };

  test('is frozen into a step that failed or was broken, and not into one that passed', async () => {
    const failed = running(fails, { drivers: noisy(1) });
    await failed.result;
    const [traffic] = stepOf(failed).attachments ?? [];
    expect(traffic).toMatchObject({ name: 'traffic-dmm.txt', mimeType: 'text/plain' });
    expect(traffic && textOf(traffic)).toContain('MEAS:VOLT? 0');
    const broken = running(() => Promise.reject(new Error('boom')), { drivers: noisy(1) });
    await broken.result;
    expect(stepOf(broken).attachments).toHaveLength(1);
    const passed = running(() => undefined, { drivers: noisy(1) });
    await passed.result;
    expect(stepOf(passed)).not.toHaveProperty('attachments');
  });

  test('is the end of it when there is too much, in whole lines; all of it fits a frame beside what the step kept', async () => {
    const body: Body = (self) => {
      self.attach('big', new Uint8Array(4_194_304));
      fails(self);
    };
    const started = running(body, { drivers: noisy(1_000) });
    await started.result;
    const [, traffic] = stepOf(started).attachments ?? [];
    const lines = traffic ? textOf(traffic).trimEnd().split('\n') : [];
    expect(lines[0]).toBe('(what came before is not kept)');
    expect(lines[1]).toMatch(/^ *\d+\.\d+ → "MEAS:VOLT\?/);
    expect(lines.at(-1)).toContain('MEAS:VOLT? 999 ');
    expect(traffic?.size).toBeLessThanOrEqual(128 * 1024);
    expect(JSON.stringify(stepOf(started)).length).toBeLessThan(MAX_FRAME_BYTES);
  });

  test('of a step that fails again and again is kept only as long as the budget of the execution lasts', async () => {
    @sequence({ name: 'again', blocks: { cycle: { order: 1, loop: 200 } } })
    class Again extends Sequence {
      @step({ in: 'cycle', order: 1 }) async fail() {
        throw new TestFailure('bad');
      }
    }
    const { result, recorder } = start(Again, { drivers: noisy(1_000), stopOnFail: false });
    await result;
    const kept = recorder.committed.flatMap((event) =>
      event.type === 'stepEnded' ? (event.step.attachments ?? []) : [],
    );
    expect(kept.length).toBeGreaterThan(100);
    expect(kept.length).toBeLessThan(200);
    expect(kept.reduce((sum, { size }) => sum + size, 0)).toBeLessThanOrEqual(16 * 1024 * 1024);
  });
});
