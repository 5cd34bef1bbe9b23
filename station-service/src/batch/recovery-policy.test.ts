import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideRecovery, WINDOW_MS } from './recovery-policy.ts';

const config = { enabled: true, maxRetries: 3, backoffBaseMs: 2_000, backoffMaxMs: 60_000 };
const after = (count: number, changes: Partial<typeof config> = {}, random = 0.5) =>
  decideRecovery({
    ...{ deathsMs: Array.from({ length: count }, (_, i) => i), nowMs: 100, random: () => random },
    config: { ...config, ...changes },
  });

describe('a process that died', () => {
  it('is started again after 2 s, 4 s, 8 s, then not any more', () => {
    expect([1, 2, 3].map((count) => after(count))).toMatchObject([
      { kind: 'restart', attempt: 1, of: 3, delayMs: 2_000 },
      { kind: 'restart', attempt: 2, delayMs: 4_000 },
      { kind: 'restart', attempt: 3, delayMs: 8_000 },
    ]);
    expect(after(4)).toEqual({ kind: 'giveUp', deaths: 4 });
  });

  it('is started at once when there is no backoff, and never waits longer than the longest', () => {
    expect(after(1, { backoffBaseMs: 0 })).toMatchObject({ delayMs: 0 });
    expect(after(3, { backoffMaxMs: 3_000 })).toMatchObject({ delayMs: 3_000 });
  });

  it('waits for a person when recovery is switched off, and with no retries is locked out at once', () => {
    expect(after(1, { enabled: false })).toEqual({ kind: 'wait' });
    expect(after(1, { maxRetries: 0 })).toEqual({ kind: 'giveUp', deaths: 1 });
  });

  it('waits 20 % more or less, whatever the dice say', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (random) => {
        const decision = after(1, {}, random);
        expect(decision.kind === 'restart' && Math.abs(decision.delayMs - 2_000)).toBeLessThanOrEqual(400);
      }),
    );
  });

  it('never gets more restarts in any ten minutes than it may have', () => {
    const steps = fc.array(fc.integer({ min: 0, max: WINDOW_MS }), { maxLength: 60 });
    fc.assert(
      fc.property(steps, (gaps) => {
        const deathsMs: number[] = [];
        const restarts: number[] = [];
        let nowMs = 0;
        for (const gap of gaps) {
          nowMs += gap;
          deathsMs.push(nowMs);
          const decision = decideRecovery({ deathsMs, nowMs, config, random: () => 0 });
          if (decision.kind === 'restart') restarts.push(nowMs);
        }
        for (const at of restarts)
          expect(restarts.filter((other) => other <= at && at - other < WINDOW_MS).length).toBeLessThanOrEqual(3);
      }),
    );
  });
});
