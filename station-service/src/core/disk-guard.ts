/** Keeps a full disk from costing a result: warns, then lets no test begin, and gives up the ballast for those that run. */
import { join } from 'node:path';
import type { StationConfig } from '@neurohub/contracts/config';
import { CodedError } from '@neurohub/contracts/errors';
import { Ballast } from './ballast.ts';
import { diskSpaceOf } from './disk-space.ts';
import type { Logger } from './logger.ts';

/** `critical`: little is left, tests still begin. `full`: none begins. */
export type DiskState = 'ok' | 'low' | 'critical' | 'full';

export interface DiskView {
  state: DiskState;
  /** What a person should know; empty while the state is `ok`. Without figures that change each time. */
  message: string;
}

/** When to warn, and when no test begins. */
export type DiskLimits = Pick<
  StationConfig['storage'],
  'minFreeBytes' | 'warnFreeBytes' | 'ballastBytes' | 'warnUsedPercent' | 'criticalUsedPercent'
>;

const MB = 1024 ** 2;
const mb = (bytes: number) => `${Math.floor(bytes / MB)} MB`;

export class DiskGuard {
  readonly #dir: string;
  #limits: DiskLimits;
  readonly #ballast: Ballast;
  readonly #log: Pick<Logger, 'warn' | 'error'>;
  /** That it is full was logged. */
  #isKnown = false;
  /** Called when somebody ran into it: a write that found no room, a test that was refused. Otherwise one has to look. */
  onFull: () => void = () => undefined;

  constructor(dir: string, limits: DiskLimits, log: Pick<Logger, 'warn' | 'error'>) {
    this.#dir = dir;
    this.#limits = limits;
    this.#log = log;
    const { minFreeBytes, ballastBytes } = limits;
    this.#ballast = new Ballast({ folder: dir, file: join(dir, 'ballast'), bytes: ballastBytes, minFreeBytes });
  }

  /** Others count from the next look on; the size of the ballast stays. */
  useLimits(limits: DiskLimits): void {
    this.#limits = limits;
  }

  /** A write found no room. */
  diskIsFull(): void {
    if (!this.#isKnown) this.#log.error('the disk is full: the ballast is given up, so that what runs can be stored');
    this.#isKnown = true;
    try {
      this.#ballast.spend();
    } catch (err) {
      this.#log.error({ err }, 'the ballast could not be given up');
    }
    this.onFull();
  }

  /** How it is now. */
  async look(): Promise<DiskView> {
    const { minFreeBytes, warnFreeBytes, warnUsedPercent, criticalUsedPercent } = this.#limits;
    const restored = this.#restoreBallast();
    // Only then it decides.
    if (this.#ballast.isSpent) await restored;
    const { freeBytes, usedPercent } = await diskSpaceOf(this.#dir);
    if (this.#ballast.isSpent)
      return { state: 'full', message: 'the disk was full, and has no room for the ballast yet; no test is started' };
    if (freeBytes < minFreeBytes)
      return {
        state: 'full',
        message: `less than ${mb(minFreeBytes)} are free (storage.min_free_mb); no test is started`,
      };
    this.#isKnown = false;
    const refusal = `below ${mb(minFreeBytes)} free no test is started`;
    if (usedPercent > criticalUsedPercent)
      return { state: 'critical', message: `more than ${criticalUsedPercent} % of the disk are used; ${refusal}` };
    if (freeBytes < warnFreeBytes)
      return { state: 'low', message: `less than ${mb(warnFreeBytes)} are free; ${refusal}` };
    if (usedPercent > warnUsedPercent)
      return { state: 'low', message: `more than ${warnUsedPercent} % of the disk are used; ${refusal}` };
    return { state: 'ok', message: '' };
  }

  /** @throws DISK_FULL when no test may begin */
  async assertRoom(): Promise<void> {
    const { state, message } = await this.look();
    if (state !== 'full') return;
    this.onFull();
    const { freeBytes } = await diskSpaceOf(this.#dir);
    const { minFreeBytes } = this.#limits;
    throw new CodedError('DISK_FULL', `${this.#dir}: ${message}; ${mb(freeBytes)} are free now`, {
      details: { folder: this.#dir, freeBytes, minFreeBytes },
    });
  }

  async #restoreBallast(): Promise<void> {
    try {
      await this.#ballast.restore();
    } catch (err) {
      // Full again while it was written, or not to be written at all: tests are refused by what is free.
      this.#log.warn({ err }, 'the ballast could not be written');
    }
  }
}
