/** When what changes all the time is drawn anew: with the next picture, as long as the computer can keep up with that. */

/** Calls back once, before a picture is drawn. */
export type NextFrame = (callback: () => void) => void;

const HIDDEN_PAUSE_MS = 200;
/** However slow the computer: nobody looks at anything older. */
const LONGEST_REST_MS = 100;

export interface Pictures {
  now(): number;
  isVisible(): boolean;
  /** Before the next picture. */
  before: NextFrame;
  later(callback: () => void, ms: number): void;
}

const BROWSER: Pictures = {
  now: () => performance.now(),
  isVisible: () => document.visibilityState === 'visible',
  before: (callback) => void requestAnimationFrame(callback),
  later: (callback, ms) => void setTimeout(callback, ms),
};

/**
 * After each drawing the page rests for as long as that took, so that half of its time stays for what arrives and for the person in
 * front of it. A drawing that takes less than half a picture's time is in every picture. A page that is not to be seen is served by a
 * timer.
 */
export function pacedFrames(pictures: Pictures = BROWSER): NextFrame {
  let restsUntil = 0;
  const draw = (callback: () => void): void => {
    const begun = pictures.now();
    callback();
    // A timer set before a picture runs after it, with layout and paint behind it.
    pictures.later(() => {
      const ended = pictures.now();
      restsUntil = Math.max(restsUntil, ended + Math.min(ended - begun, LONGEST_REST_MS));
    }, 0);
  };
  return (callback) => {
    if (!pictures.isVisible()) return pictures.later(callback, HIDDEN_PAUSE_MS);
    const restMs = restsUntil - pictures.now();
    if (restMs <= 0) pictures.before(() => draw(callback));
    else pictures.later(() => pictures.before(() => draw(callback)), restMs);
  };
}

/** That of this page. */
export const nextPicture: NextFrame = pacedFrames();
