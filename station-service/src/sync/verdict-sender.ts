import { setTimeout as delay } from 'node:timers/promises';
import {
  HUB_PATHS,
  HUB_PROTOCOL_VERSION,
  MAX_RECORD_BYTES,
  MAX_SYNC_BODY_BYTES,
  MAX_SYNC_RECORDS,
  type RecordAnswer,
  type SendResultsAnswer,
  sendResultsAnswerSchema,
} from '@neurohub/contracts/hub-sync';
import { killPoint } from '@neurohub/contracts/kill-point';
import type { Clock } from '../core/clock.ts';
import type { StoredProblem } from '../storage/outbox.ts';
import type { ReadyRecord } from '../storage/ready-records.ts';
import type { Storage } from '../storage/storage.ts';
import type { HubClient } from './hub-client.ts';
import type { LaneTurn } from './lane.ts';
import type { LaneCounts } from './lane-counts.ts';
import { notAnswered, type Outcome, problemOf, type SyncProblem } from './outcome.ts';

/** Records that are made ready in one go: others want the reader, too. */
const RECORDS_IN_ONE_GO = 10;
/** Records that are frozen in one transaction: the commits of tests wait for it. */
const RECORDS_OF_A_COMMIT = 25;
/** While tests run: a queue of weeks must not be felt by them, and has time. So many records in a turn, ... */
const RECORDS_BESIDE_TESTS = 25;
/** ... after which the lane rests for so many times what the turn took, ... */
const RESTS_BESIDE_TESTS = 9;
/** ... but not for longer, in milliseconds: most of a slow turn was waiting for NeuroHub. */
const LONGEST_REST_MS = 5_000;
const ENVELOPE_BYTES = 200;
const PIECES_BYTES = MAX_SYNC_BODY_BYTES - ENVELOPE_BYTES;

export interface VerdictSenderParts {
  client: Pick<HubClient, 'ask' | 'installId'>;
  stationId: string;
  storage: Pick<Storage, 'readyRecords' | 'freezeRecords' | 'settleRecords'>;
  counts: LaneCounts;
  clock: Pick<Clock, 'wallIso' | 'monotonicMs'>;
  /** Whether tests run now. */
  isTesting?: (() => boolean) | undefined;
  /** NeuroHub has another content under the id of a result. */
  onConflict: (record: Pick<ReadyRecord, 'id' | 'executionId'>, problem: SyncProblem) => void;
  /** Figures of the queue have changed. */
  onSettled: () => void;
}

/**
 * Sends records in their order, up to a hundred at a time. A record is done when the answer names its id, and never for any other
 * reason. What NeuroHub refuses as a whole is sent in halves, until the one record is found that it is about.
 */
export class VerdictSender {
  readonly #parts: VerdictSenderParts;
  /** The next ones, made ready while those before them are under way. */
  #ahead: Promise<ReadyRecord[]> | null = null;

  constructor(parts: VerdictSenderParts) {
    this.#parts = parts;
  }

  async turn(): Promise<LaneTurn> {
    const begun = this.#parts.clock.monotonicMs();
    const records = await (this.#ahead ?? this.#gather(0));
    const last = records.at(-1);
    this.#ahead = null;
    if (!last) return 'idle';
    const ahead = this.#gather(last.stationSeq);
    // Whoever awaits it is told; nobody does when these fail.
    ahead.catch(() => undefined);
    const came = await this.#send(records);
    // Those that failed are the next again.
    if (came !== 'more') return came;
    this.#ahead = ahead;
    await this.#rest(begun);
    return 'more';
  }

  async #rest(begunMs: number): Promise<void> {
    if (!this.#parts.isTesting?.()) return;
    const tookMs = this.#parts.clock.monotonicMs() - begunMs;
    await delay(Math.min(LONGEST_REST_MS, RESTS_BESIDE_TESTS * tookMs), undefined, { ref: false });
  }

  /** @throws what the storage throws */
  async #gather(after: number): Promise<ReadyRecord[]> {
    const { storage } = this.#parts;
    const most = this.#parts.isTesting?.() ? RECORDS_BESIDE_TESTS : MAX_SYNC_RECORDS;
    const records: ReadyRecord[] = [];
    let bytes = 0;
    let isFull = false;
    while (!isFull && records.length < most) {
      const maxRecords = Math.min(RECORDS_IN_ONE_GO, most - records.length);
      const maxBytes = PIECES_BYTES - bytes;
      const next = await storage.readyRecords({ after: records.at(-1)?.stationSeq ?? after, maxRecords, maxBytes });
      const size = next.reduce((sum, { piece }) => sum + Buffer.byteLength(piece) + 1, 0);
      isFull = next.length < maxRecords;
      // One that is too large for what is left comes all the same, and is for the next request.
      if (records.length > 0 && size > maxBytes) break;
      records.push(...next);
      bytes += size;
    }
    const fresh = records.flatMap((record) => record.fresh ?? []);
    for (let at = 0; at < fresh.length; at += RECORDS_OF_A_COMMIT)
      await storage.freezeRecords(fresh.slice(at, at + RECORDS_OF_A_COMMIT));
    return records;
  }

  async #send(records: readonly ReadyRecord[]): Promise<LaneTurn> {
    const outcome = await this.#ask(records);
    killPoint('service:after-hub-answer');
    if (outcome.kind === 'ok') return this.#settle(records, outcome.data);
    if (outcome.kind === 'poison' || outcome.kind === 'conflict') return this.#narrow(records, outcome);
    const failed = { stationSeqs: records.map(({ stationSeq }) => stationSeq), problem: this.#stored(outcome.problem) };
    await this.#parts.storage.settleRecords({ at: this.#parts.clock.wallIso(), failed });
    this.#parts.counts.retries.verdicts += 1;
    return outcome;
  }

  #ask(records: readonly ReadyRecord[]): Promise<Outcome<SendResultsAnswer>> {
    const { client, stationId } = this.#parts;
    const [only] = records;
    if (records.length === 1 && only && only.bytes > MAX_RECORD_BYTES) {
      const problem = problemOf('PAYLOAD_TOO_LARGE', `the record has ${only.bytes} bytes, of ${MAX_RECORD_BYTES}`);
      return Promise.resolve({ kind: 'poison', problem });
    }
    const pieces = records.map(({ piece }) => piece).join(',');
    const sender = `"protocol":${HUB_PROTOCOL_VERSION},"installId":${JSON.stringify(client.installId)}`;
    const text = `{${sender},"records":[${pieces}]}`;
    return client.ask({ path: HUB_PATHS.results(stationId), text }, sendResultsAnswerSchema);
  }

  async #settle(records: readonly ReadyRecord[], answer: SendResultsAnswer): Promise<LaneTurn> {
    const { counts, clock, storage, onConflict, onSettled } = this.#parts;
    const answers = new Map(answer.records.map((one) => [one.id, one]));
    const answered = records.flatMap((record) => {
      const one = answers.get(record.id);
      return one ? [{ record, one }] : [];
    });
    if (answered.length === 0) {
      const failed = {
        stationSeqs: records.map(({ stationSeq }) => stationSeq),
        problem: this.#stored(NO_IDS.problem),
      };
      await storage.settleRecords({ at: clock.wallIso(), failed });
      return NO_IDS;
    }
    const at = clock.wallIso();
    const arrived = answered.filter(({ one }) => hasArrived(one));
    const refused = answered.filter(({ one }) => !hasArrived(one));
    await storage.settleRecords({
      at,
      arrived: arrived.map(({ record, one }) => ({ stationSeq: record.stationSeq, missing: one.missing ?? [] })),
      quarantined: refused.map(({ record, one }) => ({
        stationSeq: record.stationSeq,
        problem: this.#stored(problemOfAnswer(one)),
      })),
    });
    counts.add('verdicts', arrived.length, at);
    counts.duplicates += arrived.filter(({ one }) => one.outcome === 'duplicate').length;
    counts.quarantined += refused.length;
    for (const { record, one } of refused) if (one.outcome === 'conflict') onConflict(record, problemOfAnswer(one));
    onSettled();
    return 'more';
  }

  /** All of these are refused: it is about one of them, or about each. */
  async #narrow(
    records: readonly ReadyRecord[],
    { kind, problem }: { kind: 'poison' | 'conflict'; problem: SyncProblem },
  ): Promise<LaneTurn> {
    const [only] = records;
    if (records.length > 1) {
      const middle = Math.ceil(records.length / 2);
      const first = await this.#send(records.slice(0, middle));
      return first === 'more' ? this.#send(records.slice(middle)) : first;
    }
    if (!only) return 'idle';
    const outcome = kind === 'conflict' ? 'conflict' : 'rejected';
    return this.#settle(records, { records: [{ id: only.id, outcome, error: problem }] });
  }

  #stored({ code, message }: SyncProblem): StoredProblem {
    return { code, message, at: this.#parts.clock.wallIso() };
  }
}

const NO_IDS = notAnswered('the answer names none of the results that were sent');
const hasArrived = ({ outcome }: RecordAnswer) => outcome === 'stored' || outcome === 'duplicate';

function problemOfAnswer({ outcome, error }: RecordAnswer): SyncProblem {
  const own = outcome === 'conflict' ? 'PAYLOAD_CONFLICT' : 'PAYLOAD_INVALID';
  return problemOf(error?.code ?? own, error?.message ?? `NeuroHub answered ${outcome}`);
}
