import type { BackendConfig } from '@neurohub/contracts/backend-config';
import {
  type HeartbeatAnswer,
  type HeartbeatBody,
  HUB_PATHS,
  HUB_PROTOCOL_VERSION,
  heartbeatAnswerSchema,
} from '@neurohub/contracts/hub-sync';
import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import type { Storage } from '../storage/storage.ts';
import { ContentSender } from './content-sender.ts';
import { Heartbeat } from './heartbeat.ts';
import { HubClient } from './hub-client.ts';
import { HubGate } from './hub-gate.ts';
import { Lane, type LaneTurn } from './lane.ts';
import type { LaneCounts } from './lane-counts.ts';
import { LedgerCheck } from './ledger-check.ts';
import { LogSender } from './log-sender.ts';
import type { SyncProblem } from './outcome.ts';
import { VerdictSender } from './verdict-sender.ts';

/** What the station says of itself with every sign of life. */
export type StationFacts = Pick<HeartbeatBody, 'name' | 'startedAt' | 'status' | 'disk' | 'batches'>;

export interface HubLinkParts {
  config: BackendConfig;
  stationId: string;
  installId: string;
  version: string;
  storage: Storage;
  counts: LaneCounts;
  clock: Clock;
  log: Logger;
  facts: () => Promise<StationFacts>;
  isTesting?: (() => boolean) | undefined;
  queue: () => Promise<HeartbeatBody['queue'] & { lastSeq: number }>;
  random?: (() => number) | undefined;
  on: {
    /** The gate has opened or closed. */
    gate: () => void;
    /** Figures of the queue have changed. */
    settled: () => void;
    heartbeat: (answer: HeartbeatAnswer) => void;
    conflict: (record: { id: string }, problem: SyncProblem) => void;
    /** So many results that had arrived are sent again. */
    lost: (count: number) => void;
  };
}

/** Everything that talks to one NeuroHub by one configuration. Another configuration is another link. */
export class HubLink {
  readonly client: HubClient;
  readonly gate: HubGate;
  readonly heartbeat: Heartbeat;
  readonly verdicts: Lane;
  readonly ledger: LedgerCheck;
  readonly #parts: HubLinkParts;
  readonly #contents: ContentSender;
  readonly #others: Lane[];

  constructor(parts: HubLinkParts) {
    this.#parts = parts;
    const { config, stationId, installId, version, clock, random, storage, counts, log, on, isTesting } = parts;
    this.client = new HubClient({ config, stationId, installId, version, clock });
    this.gate = new HubGate(clock, () => {
      if (this.gate.closed) this.heartbeat.gateClosed();
      on.gate();
    });
    this.heartbeat = new Heartbeat({
      ...{ gate: this.gate, clock, random, intervalMs: config.syncIntervalS * 1000 },
      beat: () => this.#beat(),
      onAnswer: (answer) => {
        on.heartbeat(answer);
        this.wake();
      },
    });
    const sending = { client: this.client, stationId, storage, counts, clock, log };
    const lane = (name: string, turn: () => Promise<LaneTurn>) =>
      new Lane({ ...{ name, turn, gate: this.gate, clock, log, random } });
    const verdicts = new VerdictSender({
      ...{ ...sending, isTesting, onConflict: on.conflict },
      onSettled: () => this.#verdictsSettled(),
    });
    this.verdicts = lane('verdicts', () => verdicts.turn());
    this.#contents = new ContentSender({ ...sending, onSettled: on.settled });
    this.ledger = new LedgerCheck({
      ...{ ...sending, withFiles: config.attachments },
      ...{ onLost: (count) => this.#lost(count), onConflict: on.conflict },
    });
    this.#others = [lane('ledger', () => this.ledger.turn())];
    if (config.attachments) this.#others.push(lane('attachments', () => this.#contents.turn()));
    const logs = new LogSender(sending);
    if (config.logs) this.#others.push(lane('logs', () => logs.turn()));
  }

  start(): void {
    this.heartbeat.start();
    for (const lane of this.#lanes) lane.start();
  }

  /** There is something to send. */
  wake(): void {
    for (const lane of this.#lanes) lane.wake();
  }

  /** Tries at once, whatever is waited for. */
  force(): void {
    this.heartbeat.force();
    for (const lane of this.#lanes) lane.force();
  }

  get isSending(): boolean {
    return this.gate.isOpen && this.#lanes.some(({ isWorking }) => isWorking);
  }

  /** The lane that has failed most often since it went well; undefined when all go well. */
  get failing(): Lane | undefined {
    const failing = this.#lanes.filter(({ failures }) => failures > 0);
    return failing.sort((a, b) => b.failures - a.failures)[0];
  }

  /** Ends what is under way. Nothing is lost by it: what was not marked is sent again. */
  async close(): Promise<void> {
    this.#contents.close();
    const ends = [this.heartbeat, ...this.#lanes].map((part) => part.close());
    await this.client[Symbol.asyncDispose]();
    await Promise.all(ends);
  }

  get #lanes(): Lane[] {
    return [this.verdicts, ...this.#others];
  }

  #verdictsSettled(): void {
    for (const lane of this.#others) lane.wake();
    this.#parts.on.settled();
  }

  #lost(count: number): void {
    this.verdicts.wake();
    this.#parts.on.lost(count);
  }

  async #beat() {
    const { config, stationId, installId, version, clock, storage, facts, queue } = this.#parts;
    const [told, { lastSeq, ...waiting }, auditHead] = await Promise.all([facts(), queue(), storage.auditHead()]);
    const body: HeartbeatBody = {
      ...{ protocol: HUB_PROTOCOL_VERSION, installId, at: clock.wallIso(), version },
      ...{ ...told, intervalS: config.syncIntervalS, queue: waiting, lastSeq, auditHead },
    };
    return this.client.ask({ path: HUB_PATHS.heartbeat(stationId), json: body }, heartbeatAnswerSchema);
  }
}
