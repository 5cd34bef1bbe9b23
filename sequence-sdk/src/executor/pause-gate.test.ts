import type { RecordEvent } from '@neurohub/contracts/ipc';
import { POSSIBLE } from '@neurohub/contracts/run-control';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemClock } from './execution-ports.ts';
import { PauseGate } from './pause-gate.ts';

function gate(pauseOnFail = false) {
  const events: RecordEvent[] = [];
  const told: boolean[] = [];
  const made = new PauseGate({
    record: (event) => void events.push(event),
    tell: (isPaused) => void told.push(isPaused),
    clock: systemClock,
    pauseOnFail,
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

  it('that lasts too long is told, and one that has ended in time is not', async () => {
    const limits: { ms: number; fire: () => void; isOn: boolean }[] = [];
    const clock = {
      ...systemClock,
      after: (ms: number, fire: () => void) => {
        const limit = { ms, fire, isOn: true };
        limits.push(limit);
        return () => {
          limit.isOn = false;
        };
      },
    };
    const reached: number[] = [];
    const quiet = { record: () => undefined, tell: () => undefined };
    const made = new PauseGate({ ...quiet, clock, limitMs: 60_000, reached: (ms) => reached.push(ms) });
    made.pause({});
    const first = made.pass('step');
    made.stepOver({});
    await first;
    const second = made.pass('step');
    expect(limits.map(({ ms, isOn }) => [ms, isOn])).toEqual([
      [60_000, false],
      [60_000, true],
    ]);
    limits[1]?.fire();
    expect(reached).toEqual([60_000]);
    made.end();
    await second;
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
    expect(() => made.resume({})).toThrow('resume is not possible: the execution runs');
    made.pause({});
    expect(() => made.stepOver({})).toThrow('pauses when the running step has ended');
    expect(() => made.skip({ reason: 'x' })).toThrow(
      expect.objectContaining({ code: 'NOT_PAUSED', details: { state: 'pausing', possible: POSSIBLE.pausing } }),
    );
    void made.pass('step');
    expect(() => made.retry({})).toThrow(expect.objectContaining({ code: 'NOTHING_TO_RETRY' }));
  });

  it('after a step that failed lets it run again, and comes again; one that actuates has to be confirmed', async () => {
    const { gate: made, events } = gate();
    expect(await made.passFailure({ name: 'a', actuates: false })).toBeNull();
    made.pause({ by: 'Kim' });
    const failed = made.passFailure({ name: 'a', actuates: true });
    expect(made.state).toBe('pausedAfterFailure');
    expect(() => made.skip({ reason: 'x' })).toThrow(expect.objectContaining({ code: 'NOTHING_TO_SKIP' }));
    expect(() => made.retry({ by: 'Lee' })).toThrow(expect.objectContaining({ code: 'CONFIRMATION_NEEDED' }));
    made.retry({ by: 'Lee', confirm: true });
    expect(await failed).toEqual({ retriedBy: 'Lee' });
    expect(made.state).toBe('pausing');
    expect(events).toMatchObject([
      { type: 'executionPaused', by: 'Kim', failedStep: 'a' },
      { type: 'executionContinued', by: 'Lee' },
    ]);
  });

  it('is over with the main part', async () => {
    const { gate: made } = gate();
    made.pause({});
    const step = made.pass('step');
    made.end();
    expect(await step).toBeNull();
    expect(() => made.pause({})).toThrow(expect.objectContaining({ code: 'NOT_PAUSABLE' }));
    expect(made.state).toBe('ending');
  });

  it('allows exactly what the table of contracts says, whatever was asked in whatever order', async () => {
    const ask = {
      pause: (made: PauseGate) => made.pause({}),
      resume: (made: PauseGate) => made.resume({}),
      step: (made: PauseGate) => made.stepOver({}),
      skip: (made: PauseGate) => made.skip({ reason: 'r' }),
      retry: (made: PauseGate) => made.retry({}),
    };
    const verbs = Object.keys(ask) as (keyof typeof ask)[];
    const acts = fc.array(fc.constantFrom(...verbs, 'atStep', 'atBlock', 'atFailure'), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(acts, fc.boolean(), async (list, pauseOnFail) => {
        const { gate: made, events } = gate(pauseOnFail);
        let waiting: Promise<unknown> | null = null;
        for (const act of list) {
          const before = made.state;
          if (act in ask) {
            const verb = act as keyof typeof ask;
            const allowed = POSSIBLE[before].includes(verb);
            if (allowed) ask[verb](made);
            else expect(() => ask[verb](made)).toThrow(expect.objectContaining({ details: expect.anything() }));
            if (!allowed) expect(made.state).toBe(before);
            if (allowed && verb === 'resume') expect(made.state).toBe('running');
            if (allowed && ['step', 'skip', 'retry'].includes(verb)) expect(made.state).toBe('pausing');
          } else if (before === 'running' || before === 'pausing') {
            if (act === 'atFailure') waiting = made.passFailure({ name: 's', actuates: false });
            else waiting = made.pass(act === 'atStep' ? 'step' : 'block');
            if (before === 'running' && !(pauseOnFail && act === 'atFailure')) expect(made.state).toBe('running');
          }
          // The walk goes on only when what it waits for is over.
          if (!made.state.startsWith('paused')) await waiting;
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

describe('a loss of instruments', () => {
  it('lets it stand without being asked; going on is no pause any more, and says who', async () => {
    const { gate: made, events } = gate();
    const passing = made.passLoss(['psu'], null);
    expect(made.state).toBe('paused');
    expect(events).toMatchObject([{ type: 'executionPaused', lostHardware: ['psu'] }]);
    made.resume({ by: 'Kim' });
    expect(await passing).toEqual({ by: 'Kim', skip: null, retry: null });
    expect(await made.pass('step')).toBeNull();
    expect(made.state).toBe('running');
  });

  it('keeps a pause that was asked for before it', async () => {
    const { gate: made } = gate();
    made.pause({ by: 'Lee' });
    const passing = made.passLoss(['psu'], { name: 'measure', actuates: false });
    made.retry({ by: 'Kim' });
    expect(await passing).toEqual({ by: 'Kim', skip: null, retry: { retriedBy: 'Kim' } });
    expect(made.state).toBe('pausing');
  });

  it('lets one step run that was asked for, and then stands', async () => {
    const { gate: made } = gate();
    const passing = made.passLoss(['psu'], null);
    made.stepOver({ by: 'Kim' });
    await passing;
    void made.pass('step');
    expect(made.state).toBe('paused');
  });

  it('is not waited for once the main part has ended', async () => {
    const { gate: made, events } = gate();
    const passing = made.passLoss(['psu'], null);
    made.end();
    expect(await passing).toBeNull();
    const { length } = events;
    expect(await made.passLoss(['psu'], null)).toBeNull();
    expect(events).toHaveLength(length);
  });
});
