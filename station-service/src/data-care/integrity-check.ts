import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StationConfig } from '@neurohub/contracts/config';
import { isCodedError } from '@neurohub/contracts/errors';
import type { Alarms } from '../core/alarms.ts';
import type { Clock } from '../core/clock.ts';
import { writeDurably } from '../core/durable-files.ts';
import type { Logger } from '../core/logger.ts';
import { isDamage } from '../storage/set-aside.ts';
import type { CareQueue } from './care-queue.ts';

export interface IntegrityCheckParts {
  dataDir: string;
  config(): Pick<StationConfig['storage'], 'integrityCheck'>;
  /** What is wrong with the database; empty when it is whole. */
  database: { check(): Promise<string[]> };
  queue: CareQueue;
  alarms: Pick<Alarms, 'raise' | 'clear'>;
  clock: Pick<Clock, 'wallIso'>;
  log: Pick<Logger, 'info' | 'error'>;
}

/** Reads the whole database now and then: what is damaged is found while there still is a backup of it. */
export class IntegrityCheck {
  readonly #parts: IntegrityCheckParts;

  constructor(parts: IntegrityCheckParts) {
    this.#parts = parts;
  }

  /** Does it when it is time. */
  async tend(): Promise<void> {
    const { enabled, intervalMs } = this.#parts.config().integrityCheck;
    if (!enabled) return;
    const age = Date.parse(this.#parts.clock.wallIso()) - (await this.#lastMs());
    // A clock that was set back: then it is time as well.
    if (age >= intervalMs || age < 0) await this.check();
  }

  /** @throws BACKUP_BUSY; CodedError of a database that cannot be had now, which says nothing about what is in it */
  async check(): Promise<void> {
    const { queue, database, alarms, log, clock, dataDir } = this.#parts;
    await queue.run('integrity check', async () => {
      const findings = await database.check().catch((thrown: unknown) => {
        if (isDamage(thrown) && isCodedError(thrown)) return [thrown.message];
        throw thrown;
      });
      if (findings.length === 0) alarms.clear({ code: 'DATABASE_DAMAGED' });
      else alarms.raise({ code: 'DATABASE_DAMAGED', message: findings.join('; ') });
      if (findings.length === 0) log.info('the database was checked and is whole');
      else log.error({ findings }, 'the database is damaged');
      await writeDurably(join(dataDir, FILE), `${JSON.stringify({ integrityCheckedAt: clock.wallIso() })}\n`);
    });
  }

  /** When all of it was read last; null: never, or nobody knows. */
  async checkedAt(): Promise<string | null> {
    const ms = await this.#lastMs();
    return ms === 0 ? null : new Date(ms).toISOString();
  }

  /** 0: never, or nobody knows. */
  async #lastMs(): Promise<number> {
    try {
      const { integrityCheckedAt } = JSON.parse(await readFile(join(this.#parts.dataDir, FILE), 'utf8'));
      return Date.parse(integrityCheckedAt) || 0;
    } catch {
      // Not there, or half: a check more harms nobody.
      return 0;
    }
  }
}

const FILE = 'data-care.json';
