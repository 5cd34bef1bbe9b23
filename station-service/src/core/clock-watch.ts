/**
 * Tells that the wall clock was set. Nothing of the station depends on it: order comes from numbers, durations and limits from the clock
 * that is never set. But time stamps of before and after do not compare, and a person should know.
 */
import type { Alarms } from './alarms.ts';
import type { Clock } from './clock.ts';
import type { Logger } from './logger.ts';

const LOOK_EVERY_MS = 5_000;
/** What a time server corrects now and then is less. */
const WORTH_A_LINE_MS = 2_000;
/** From here on people would be misled. */
const WORTH_AN_ALARM_MS = 60_000;

export interface ClockWatchParts {
  clock: Clock;
  alarms: Pick<Alarms, 'raise'>;
  log: Pick<Logger, 'warn'>;
  /** What the newest stored result says of its times; either may be the later one. */
  stamps: readonly (string | undefined)[];
}

/** Ends when it is disposed. */
export interface ClockWatch extends Disposable {
  /** When the clock was last seen to have been set by so much that people are told, by the clock of then; null: not since the start. */
  readonly setAt: string | null;
}

export function watchClock({ clock, alarms, log, stamps }: ClockWatchParts): ClockWatch {
  let setAt: string | null = null;
  const tell = (jumpMs: number, message: string) => {
    if (jumpMs >= WORTH_A_LINE_MS) log.warn(message);
    if (jumpMs < WORTH_AN_ALARM_MS) return;
    setAt = clock.wallIso();
    alarms.raise({ code: 'CLOCK_CHANGED', message });
  };
  const wallMs = () => Date.parse(clock.wallIso());
  const behindMs = Math.max(0, ...stamps.map((stamp = clock.wallIso()) => Date.parse(stamp) - wallMs()));
  tell(behindMs, `the clock is ${inWords(behindMs)} behind the newest stored result`);
  const offsetMs = () => wallMs() - clock.monotonicMs();
  let known = offsetMs();
  const look = () => {
    const jumpMs = offsetMs() - known;
    known += jumpMs;
    tell(Math.abs(jumpMs), `the clock was set ${jumpMs > 0 ? 'forward' : 'back'} by ${inWords(Math.abs(jumpMs))}`);
  };
  const timer = setInterval(look, LOOK_EVERY_MS).unref();
  return {
    get setAt() {
      return setAt;
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

const UNITS = [
  ['days', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;

/** One figure, in the largest unit of which there are two. */
function inWords(ms: number): string {
  const [unit, size] = UNITS.find(([, least]) => ms >= 2 * least) ?? UNITS[3];
  return `${Math.round(ms / size)} ${unit}`;
}
