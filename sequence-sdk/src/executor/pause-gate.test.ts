import type { RecordEvent } from '@neurohub/contracts/ipc';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemClock } from './execution-ports.ts';
import { PauseGate } from './pause-gate.ts';

function gate() {
  const events: RecordEvent[] = [];
  const told: boolean[] = [];
  const made = new PauseGate({
    record: (event) => void events.push(event),
    tell: (isPaused) => void told.push(isPaused),
    clock: systemClock,
  });
  return { gate: made, events, told };
}

describe('a pause', () => {
  it('begins before the next step, and ends when somebody says so; both are recorded with who', async () => {
    const { gate: made, events, told } = gate();
    expect(await made.pass('step')).toBeNull();
    made.pause({ by: 'Kim' });
    expect(made.state).toBe('pausing');
    const passing = made.pass('step');
    expect(made.state).toBe('paused');
    made.resume({ by: 'Lee' });
    expect(await passing).toBeNull();
    expect(events).toMatchObject([
      { type: 'executionPaused', by: 'Kim' },
      { type: 'executionContinued', by: 'Lee', pausedMs: expect.any(Number) },
    ]);
    expect(told).toEqual([true, false]);
  });

  it('that has not begun can be taken back, and leaves nothing', async () => {
    const { gate: made, events } = gate();
    made.pause({});
    made.resume({});
    expect(await made.pass('step')).toBeNull();
    expect(events).toEqual([]);
  });

  it('lets one step run, with blocks entered on the way, and comes again', async () => {
    const { gate: made } = gate();
    made.pause({});
    const block = made.pass('block');
    made.stepOver({});
    await block;
    expect(await made.pass('block')).toBeNull();
    expect(await made.pass('step')).toBeNull();
    void made.pass('step');
    expect(made.state).toBe('paused');
  });

  it('that lets a step run from before it does not let the one after it run too', async () => {
    const { gate: made } = gate();
    made.pause({});
    const step = made.pass('step');
    made.stepOver({});
    expect(await step).toBeNull();
    void made.pass('step');
    expect(made.state).toBe('paused');
  });

  it('leaves a step out when somebody says why', async () => {
    const { gate: made } = gate();
    made.pause({});
    const step = made.pass('step');
    made.skip({ by: 'Kim', reason: 'no fixture' });
    expect(await step).toEqual({ skipBy: 'Kim', reason: 'no fixture' });
  });

  it('refuses by name what is not possible', () => {
    const { gate: made } = gate();
    expect(() => made.resume({})).toThrow('the execution is not paused: it runs');
    made.pause({});
    expect(() => made.stepOver({})).toThrow('it pauses when the running step has ended');
    expect(() => made.skip({ reason: 'x' })).toThrow('the execution is not paused');
  });

  it('is over with the main part', async () => {
    const { gate: made } = gate();
    made.pause({});
    const step = made.pass('step');
    made.end();
    expect(await step).toBeNull();
    made.pause({});
    expect(made.state).toBe('running');
  });

  it('never leaves an execution waiting that nobody has paused, whatever was asked in whatever order', async () => {
    const acts = fc.array(fc.constantFrom('pause', 'resume', 'stepOver', 'skip', 'step', 'block'), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(acts, async (list) => {
        const { gate: made, events } = gate();
        let waiting: Promise<unknown> | null = null;
        for (const act of list) {
          try {
            if (act === 'pause') made.pause({});
            else if (act === 'resume') made.resume({});
            else if (act === 'stepOver') made.stepOver({});
            else if (act === 'skip') made.skip({ reason: 'r' });
            else if (made.state !== 'paused') waiting = made.pass(act);
          } catch (thrown) {
            expect(thrown).toMatchObject({ code: 'NOT_PAUSED' });
          }
          await Promise.resolve();
        }
        made.end();
        await waiting;
        const kinds = events.map(({ type }) => type);
        expect(kinds).toEqual(kinds.map((_, i) => (i % 2 === 0 ? 'executionPaused' : 'executionContinued')));
        expect(kinds.length % 2).toBe(0);
      }),
    );
  });
});
