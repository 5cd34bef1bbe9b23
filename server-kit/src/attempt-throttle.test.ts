import { expect, test } from 'vitest';
import { AttemptThrottle } from './attempt-throttle.ts';

/** Attempts that were let through within so many milliseconds, all wrong. */
function guesses(throttle: AttemptThrottle, clock: { ms: number }, within: number, isHere: boolean): number {
  let through = 0;
  for (const end = clock.ms + within; clock.ms < end; clock.ms += 100)
    try {
      throttle.begin({ address: isHere ? '127.0.0.1' : '10.0.0.9', name: 'kim', isHere });
      through += 1;
    } catch {
      // That is what is counted.
    }
  return through;
}

test('ten thousand tries over the network come to a handful, and keep nobody else out', () => {
  const clock = { ms: 0 };
  const throttle = new AttemptThrottle(() => clock.ms);
  expect(guesses(throttle, clock, 1_000_000, false)).toBeLessThan(30);
  const elsewhere = { address: '10.0.0.8', name: 'kim', isHere: false };
  expect(() => throttle.begin(elsewhere)).not.toThrow();
  expect(() => throttle.begin({ address: '127.0.0.1', name: 'kim', isHere: true })).not.toThrow();
});

test('at the machine itself nobody waits longer than two seconds', () => {
  const clock = { ms: 0 };
  const throttle = new AttemptThrottle(() => clock.ms);
  guesses(throttle, clock, 600_000, true);
  clock.ms += 2_000;
  expect(() => throttle.begin({ address: '127.0.0.1', name: 'kim', isHere: true })).not.toThrow();
});

test('many at once are as many as many in turn, and being right forgets the mistakes', () => {
  const throttle = new AttemptThrottle(() => 0);
  const one = () => throttle.begin({ address: '10.0.0.9', name: 'kim', isHere: false });
  const attempts = [one(), one(), one(), one(), one()];
  expect(one).toThrow(expect.objectContaining({ code: 'TOO_MANY_ATTEMPTS', details: { waitMs: 1_000 } }));
  attempts[0]?.succeeded();
  expect(one).not.toThrow();
});
