import { HUB_PATHS, type LedgerAnswer, ledgerAnswerSchema } from '@neurohub/contracts/hub-sync';
import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import { type LedgerRow, ledgerDigest, type Stretch } from '../storage/ledger-queries.ts';
import type { Storage } from '../storage/storage.ts';
import type { HubClient } from './hub-client.ts';
import type { LaneTurn } from './lane.ts';
import { type Outcome, problemOf, type SyncProblem } from './outcome.ts';

const STRETCH = 1000;
const EVERY_MS = 24 * 3600_000;
/** After the start: a station that is switched off every night compares, too. */
const FIRST_MS = 10 * 60_000;

export interface LedgerCheckParts {
  client: Pick<HubClient, 'ask'>;
  stationId: string;
  /** Files are sent, too: a result of which NeuroHub lacks one counts as lost, for its answer names what it lacks. */
  withFiles: boolean;
  storage: Pick<Storage, 'ledgerOf' | 'sendAgain' | 'settleRecords' | 'queueFigures'>;
  clock: Clock;
  log: Pick<Logger, 'warn'>;
  /** So many results are sent again. */
  onLost: (count: number) => void;
  onConflict: (row: { id: string }, problem: SyncProblem) => void;
}

/**
 * Compares what has arrived, as far as the station knows, with what NeuroHub has: soon after the start, once a day, and when NeuroHub counts less than it
 * was sent, as it does after one of its backups was restored. What it does not have any more is sent again.
 */
export class LedgerCheck {
  readonly #parts: LedgerCheckParts;
  #dueMs: number;
  #from = 1;
  /** How often it was demanded: a stretch that is under way then counts no more. */
  #demands = 0;

  constructor(parts: LedgerCheckParts) {
    this.#parts = parts;
    this.#dueMs = parts.clock.monotonicMs() + FIRST_MS;
  }

  /** Begins with the next turn, from the first number on: what was compared before says nothing of now. */
  demand(): void {
    this.#from = 1;
    this.#demands += 1;
    this.#dueMs = this.#parts.clock.monotonicMs();
  }

  get isDue(): boolean {
    return this.#parts.clock.monotonicMs() >= this.#dueMs;
  }

  /** One stretch of a thousand numbers. */
  async turn(): Promise<LaneTurn> {
    if (!this.isDue) return 'idle';
    const { lastSeq } = await this.#parts.storage.queueFigures();
    if (this.#from > lastSeq) {
      this.#from = 1;
      this.#dueMs = this.#parts.clock.monotonicMs() + EVERY_MS;
      return 'idle';
    }
    const demands = this.#demands;
    const came = await this.#compare({ from: this.#from, to: this.#from + STRETCH - 1 });
    if (came === 'more' && demands === this.#demands) this.#from += STRETCH;
    return came;
  }

  /** First all results, then those whose files have arrived as well: one that waits for its file is in the first only. */
  async #compare(stretch: Stretch): Promise<LaneTurn> {
    const came = await this.#compareOnce(stretch);
    return came === 'more' && this.#parts.withFiles ? this.#compareOnce({ ...stretch, files: true }) : came;
  }

  async #compareOnce(stretch: Stretch): Promise<LaneTurn> {
    const ours = await this.#parts.storage.ledgerOf(stretch);
    if (ours.length === 0) return 'more';
    const told = await this.#ask(stretch, false);
    if (told.kind !== 'ok') return told;
    if (told.data.digest === ledgerDigest(ours)) return 'more';
    const listed = await this.#ask(stretch, true);
    if (listed.kind !== 'ok') return listed;
    const { missing, altered } = differences(ours, listed.data.entries ?? []);
    await this.#sendAgain(missing);
    await this.#tellOf(altered);
    return 'more';
  }

  #ask({ from, to, files }: Stretch, ids: boolean): Promise<Outcome<LedgerAnswer>> {
    const { client, stationId } = this.#parts;
    const query = `from=${from}&to=${to}&ids=${ids}${files ? '&files=true' : ''}`;
    return client.ask({ path: `${HUB_PATHS.ledger(stationId)}?${query}` }, ledgerAnswerSchema);
  }

  async #sendAgain(missing: readonly LedgerRow[]): Promise<void> {
    if (missing.length === 0) return;
    const { storage, log, onLost } = this.#parts;
    const count = await storage.sendAgain(missing.map(({ stationSeq }) => stationSeq));
    log.warn(
      { count, from: missing[0]?.stationSeq, to: missing.at(-1)?.stationSeq },
      'NeuroHub has lost results, or files of them',
    );
    onLost(count);
  }

  async #tellOf(altered: readonly LedgerRow[]): Promise<void> {
    const { storage, clock, onConflict } = this.#parts;
    const at = clock.wallIso();
    const problem = problemOf('PAYLOAD_CONFLICT', 'NeuroHub has this result with another hash than it was sent with');
    const quarantined = altered.map(({ stationSeq }) => ({ stationSeq, problem: { ...problem, at } }));
    if (quarantined.length > 0) await storage.settleRecords({ at, quarantined });
    for (const row of altered) onConflict(row, problem);
  }
}

/** What NeuroHub does not have, and what it has with another content. */
export function differences(
  ours: readonly LedgerRow[],
  theirs: readonly LedgerRow[],
): { missing: LedgerRow[]; altered: LedgerRow[] } {
  const known = new Map(theirs.map(({ id, sha256 }) => [id, sha256]));
  return {
    missing: ours.filter(({ id }) => !known.has(id)),
    altered: ours.filter(({ id, sha256 }) => known.has(id) && known.get(id) !== sha256),
  };
}
