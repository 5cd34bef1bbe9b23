import { expect, it } from 'vitest';
import { type Pictures, pacedFrames } from './paced-frames.ts';

const PICTURE_MS = 16;

/** A clock that moves when it is told to, with a picture every 16 ms; each drawing takes `costMs`. */
function pictures(costMs: number, isVisible = true) {
  const clock = { ms: 0 };
  const due: { atMs: number; callback: () => void }[] = [];
  const source: Pictures = {
    now: () => clock.ms,
    isVisible: () => isVisible,
    before: (callback) => due.push({ atMs: (Math.floor(clock.ms / PICTURE_MS) + 1) * PICTURE_MS, callback }),
    later: (callback, ms) => due.push({ atMs: clock.ms + ms, callback }),
  };
  const run = (): void => {
    while (due.length > 0) {
      due.sort((a, b) => a.atMs - b.atMs);
      const next = due.shift();
      clock.ms = Math.max(clock.ms, next?.atMs ?? 0);
      next?.callback();
    }
  };
  const drawnAt: number[] = [];
  const frames = pacedFrames(source);
  const draw = (): void =>
    frames(() => {
      drawnAt.push(clock.ms);
      clock.ms += costMs;
    });
  return { clock, draw, run, drawnAt };
}

it('draws in every picture what takes less than half of its time', () => {
  const { draw, run, drawnAt } = pictures(5);
  for (let i = 0; i < 3; i += 1) {
    draw();
    run();
  }
  expect(drawnAt).toEqual([16, 32, 48]);
});

it('rests for as long as a drawing took, and not for ever', () => {
  const { draw, run, drawnAt } = pictures(40);
  for (let i = 0; i < 3; i += 1) {
    draw();
    run();
  }
  // 16 + 40 to draw + 40 to rest = 96, and the picture after that.
  expect(drawnAt).toEqual([16, 112, 208]);
  const slow = pictures(1_000);
  for (let i = 0; i < 2; i += 1) {
    slow.draw();
    slow.run();
  }
  expect(slow.drawnAt[1]).toBeLessThan(16 + 1_000 + 100 + 2 * PICTURE_MS);
});

it('serves a page that is not to be seen by a timer', () => {
  const { draw, run, drawnAt } = pictures(5, false);
  draw();
  run();
  expect(drawnAt).toEqual([200]);
});
