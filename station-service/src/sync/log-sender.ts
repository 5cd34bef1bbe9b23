import {
  HUB_PATHS,
  HUB_PROTOCOL_VERSION,
  MAX_SYNC_BODY_BYTES,
  sendLogsAnswerSchema,
} from '@neurohub/contracts/hub-sync';
import type { LogEntry } from '@neurohub/contracts/record';
import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import type { Storage } from '../storage/storage.ts';
import type { HubClient } from './hub-client.ts';
import type { LaneTurn } from './lane.ts';
import type { LaneCounts } from './lane-counts.ts';
import { notAnswered } from './outcome.ts';

const MOST_ENTRIES = 500;

export interface LogSenderParts {
  client: Pick<HubClient, 'ask' | 'installId'>;
  stationId: string;
  storage: Pick<Storage, 'logsToSend' | 'logsArrived'>;
  counts: LaneCounts;
  clock: Pick<Clock, 'wallIso'>;
  log: Pick<Logger, 'warn'>;
}

/** Sends the logs of executions, after their results. An entry that NeuroHub cannot take is left out: it stays here. */
export class LogSender {
  readonly #parts: LogSenderParts;

  constructor(parts: LogSenderParts) {
    this.#parts = parts;
  }

  async turn(): Promise<LaneTurn> {
    const entries = withinBody(await this.#parts.storage.logsToSend(MOST_ENTRIES));
    return entries.length === 0 ? 'idle' : this.#send(entries);
  }

  async #send(entries: readonly LogEntry[]): Promise<LaneTurn> {
    const { client, stationId, storage, counts, clock, log } = this.#parts;
    const json = { protocol: HUB_PROTOCOL_VERSION, installId: client.installId, entries };
    const outcome = await client.ask({ path: HUB_PATHS.logs(stationId), json }, sendLogsAnswerSchema);
    if (outcome.kind === 'ok') {
      const taken = entries.filter(({ id }) => id <= outcome.data.upTo);
      const last = taken.at(-1);
      if (!last) return NOTHING_TAKEN;
      await storage.logsArrived(last.id);
      counts.add('logs', taken.length, clock.wallIso());
      return 'more';
    }
    if (outcome.kind !== 'poison' && outcome.kind !== 'conflict') {
      counts.retries.logs += 1;
      return outcome;
    }
    const [only] = entries;
    if (entries.length > 1) {
      const middle = Math.ceil(entries.length / 2);
      const first = await this.#send(entries.slice(0, middle));
      return first === 'more' ? this.#send(entries.slice(middle)) : first;
    }
    if (!only) return 'idle';
    log.warn({ entry: only.id, problem: outcome.problem }, 'NeuroHub does not take an entry of the log; it stays here');
    await storage.logsArrived(only.id);
    return 'more';
  }
}

const NOTHING_TAKEN = notAnswered('the answer counts none of the log entries that were sent');

/** As many as fit into one request; one at least. */
function withinBody(entries: readonly LogEntry[]): LogEntry[] {
  let bytes = 200;
  const end = entries.findIndex((entry, i) => {
    bytes += Buffer.byteLength(JSON.stringify(entry)) + 1;
    return i > 0 && bytes > MAX_SYNC_BODY_BYTES;
  });
  return end < 0 ? [...entries] : entries.slice(0, end);
}
