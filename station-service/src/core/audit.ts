/**
 * Puts down who did what. Nothing that a person does waits for it to succeed: what the disk refuses is kept, logged and tried again,
 * and Stop and Kill do not even wait for the first try.
 */
import type { AuditEntry } from '@neurohub/contracts/audit';
import type { Redactor } from '@neurohub/contracts/redactor';
import type { TimedAuditEntry } from '../storage/audit.ts';
import type { Storage } from '../storage/storage.ts';
import type { Clock } from './clock.ts';
import type { Logger } from './logger.ts';

const RETRY_MS = 2_000;
/** Of those that could not be stored yet; the log has all of them. */
const MOST_KEPT = 10_000;

export interface AuditOptions {
  store: Pick<Storage, 'appendAudit'>;
  clock: Pick<Clock, 'wallIso'>;
  log: Pick<Logger, 'error'>;
  /** Arguments of a command may hold what nobody is to read. */
  redactor: Pick<Redactor, 'value'>;
}

export class Audit implements AsyncDisposable {
  readonly #options: AuditOptions;
  readonly #refused: TimedAuditEntry[] = [];
  readonly #underWay = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: AuditOptions) {
    this.#options = options;
  }

  /**
   * Resolves when the entry is on the disk, or when the disk refused it: then it is tried again until it is there, and is in the log.
   * Never rejects. The order of calls is the order of rows, except for what was refused.
   */
  append(entry: AuditEntry): Promise<void> {
    const { clock, redactor } = this.#options;
    const clean = redactor.value(entry) as AuditEntry;
    return this.#store({ at: clock.wallIso(), ...clean }, 'could not be stored yet');
  }

  #store(entry: TimedAuditEntry, failed: string): Promise<void> {
    const stored = this.#options.store.appendAudit(entry).catch((thrown: unknown) => {
      this.#options.log.error({ audit: entry, err: thrown }, `an entry of the audit trail ${failed}`);
      if (this.#refused.length < MOST_KEPT) this.#refused.push(entry);
      this.#tryAgainLater();
    });
    this.#underWay.add(stored);
    return stored.finally(() => this.#underWay.delete(stored));
  }

  #tryAgainLater(): void {
    if (this.#isClosed) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#tryAgain();
    }, RETRY_MS).unref();
  }

  /** One by one, so that a disk that is full is asked once each time. */
  #tryAgain(): void {
    const [first] = this.#refused;
    if (first === undefined) return;
    this.#refused.shift();
    const before = this.#refused.length;
    void this.#store(first, 'could still not be stored').then(() => {
      if (this.#refused.length <= before) this.#tryAgain();
    });
  }

  /** Tries once more what was refused, and waits for what is under way. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    for (const entry of this.#refused.splice(0)) void this.#store(entry, 'is lost except for this line');
    await Promise.all(this.#underWay);
  }
}
