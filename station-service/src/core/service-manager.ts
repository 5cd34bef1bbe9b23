/**
 * Tells systemd how the station is: `Type=notify`, `WatchdogSec=`. Without it (`NOTIFY_SOCKET` not set) nothing is told.
 *
 * Node has no datagram sockets of the file system, so each message is sent by `systemd-notify`, which is there wherever systemd is. The
 * watchdog is fed from the main loop: a loop that stands still starts no process, and systemd ends the station.
 */
import { execFile } from 'node:child_process';
import type { Logger } from './logger.ts';

const PROGRAM = 'systemd-notify';
const SEND_WITHIN_MS = 10_000;
/** Of the time that systemd waits; a second message may be late, too. */
const FEEDS_IN_TIME = 3;

export interface ServiceManagerParts {
  env: Readonly<Record<string, string | undefined>>;
  log: Pick<Logger, 'warn'>;
  /** One line for `systemctl status`. */
  status: () => string;
}

export class ServiceManager implements Disposable {
  readonly #parts: ServiceManagerParts;
  #timer: NodeJS.Timeout | null = null;
  #isFailing = false;

  constructor(parts: ServiceManagerParts) {
    this.#parts = parts;
  }

  /** Everything is started; from now on the watchdog is fed. Resolves when it was told, and never rejects. */
  async ready(): Promise<void> {
    await this.#tell(['READY=1', ...this.#status()]);
    const everyMs = feedEveryMs(this.#parts.env);
    if (everyMs === null) return;
    this.#timer = setInterval(() => void this.#tell(['WATCHDOG=1', ...this.#status()]), everyMs).unref();
  }

  /** It ends on purpose. The watchdog is fed until the end: what hangs in its cleanup is ended by TimeoutStopSec. */
  async stopping(): Promise<void> {
    await this.#tell(['STOPPING=1', 'STATUS=stopping: running tests are made safe']);
  }

  [Symbol.dispose](): void {
    if (this.#timer) clearInterval(this.#timer);
  }

  #status(): string[] {
    return [`STATUS=${this.#parts.status().replaceAll(/\s+/g, ' ')}`];
  }

  #tell(words: readonly string[]): Promise<void> {
    const { NOTIFY_SOCKET, PATH } = this.#parts.env;
    if (!NOTIFY_SOCKET) return Promise.resolve();
    const options = { env: { NOTIFY_SOCKET, PATH }, timeout: SEND_WITHIN_MS };
    return new Promise((resolve) => {
      execFile(PROGRAM, words, options, (err) => {
        // Once for each time that it begins to fail: the next message follows in seconds.
        if (err && !this.#isFailing) this.#parts.log.warn({ err }, 'systemd could not be told how the station is');
        this.#isFailing = err !== null;
        resolve();
      });
    });
  }
}

/** How often this process is to feed the watchdog; null when it is not asked to. */
function feedEveryMs({ WATCHDOG_USEC, WATCHDOG_PID }: ServiceManagerParts['env']): number | null {
  const withinUs = Number(WATCHDOG_USEC);
  const isMeant = WATCHDOG_PID === undefined || Number(WATCHDOG_PID) === process.pid;
  return isMeant && withinUs > 0 ? Math.max(1, withinUs / 1000 / FEEDS_IN_TIME) : null;
}
