/**
 * Delivers what the station has to NeuroHub: every result once, in its order, then the files and the logs. Owns no data: everything that
 * has to survive is in the outbox, so that a crash at any moment only makes something be sent again, which changes nothing there.
 *
 * An execution closes → the verdicts are woken → up to a hundred records are made ready, frozen and sent → the answer names ids → they are
 * marked → the files that it asks for are sent. The sign of life goes its own way, and is what knocks while NeuroHub is away.
 */
import { isDeepStrictEqual } from 'node:util';
import type { BackendConfig } from '@neurohub/contracts/backend-config';
import { CodedError } from '@neurohub/contracts/errors';
import type { HeartbeatAnswer, SyncQueue } from '@neurohub/contracts/hub-sync';
import type { SyncState, SyncStatus } from '@neurohub/contracts/sync-rest';
import type { Alarms } from '../core/alarms.ts';
import { type Clock, isoIn } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import type { Storage } from '../storage/storage.ts';
import type { HubClient } from './hub-client.ts';
import { HubLink, type StationFacts } from './hub-link.ts';
import { LaneCounts } from './lane-counts.ts';
import { SyncAlarms } from './sync-alarms.ts';

/** Changes of the status are told no more often. */
const TELL_EVERY_MS = 1000;

export interface SyncEngineParts {
  stationId: string;
  installId: string;
  /** Of the station software. */
  version: string;
  storage: Storage;
  clock: Clock;
  alarms: Pick<Alarms, 'raise' | 'clear'>;
  log: Logger;
  facts: () => Promise<StationFacts>;
  /** Whether tests run now: then it takes its time. */
  isTesting?: () => boolean;
  /** Something about the status is different; conflated. */
  onStatus?: (status: SyncStatus) => void;
  /** The database was put back to an earlier state: results after it are at NeuroHub only. */
  onRolledBack?: (found: { lastSeq: number; backendLastSeq: number }) => void;
  /** How the live link stands. */
  live?: () => SyncStatus['live'];
  random?: () => number;
}

export class SyncEngine implements AsyncDisposable {
  readonly counts = new LaneCounts();
  readonly #parts: SyncEngineParts;
  readonly #alarms: SyncAlarms;
  readonly #clientFollowers = new Set<(client: HubClient | null) => void>();
  readonly #heartbeatFollowers = new Set<(answer: HeartbeatAnswer) => void>();
  #config: BackendConfig | undefined;
  #link: HubLink | null = null;
  /** Links follow each other; the one before has ended first. */
  #changing: Promise<void> = Promise.resolve();
  /** Results that had arrived when the station began, as far as it knows; null before that was counted. */
  #arrivedBefore: number | null = null;
  /** By so many NeuroHub counted less, and had everything all the same. */
  #explainedGap = 0;
  #telling: NodeJS.Timeout | null = null;
  #hasBegun = false;
  #isClosed = false;

  constructor(parts: SyncEngineParts) {
    this.#parts = parts;
    this.#alarms = new SyncAlarms(parts.alarms, parts.clock);
  }

  /** From now on by this configuration; undefined: no NeuroHub. Called again with the same it changes nothing. */
  use(config: BackendConfig | undefined): void {
    if (this.#isClosed || isDeepStrictEqual(config, this.#config)) return;
    this.#config = config;
    const before = this.#link;
    const link = config ? this.#open(config) : null;
    this.#link = link;
    this.#alarms.gate(null);
    this.#changing = this.#changing
      .then(() => before?.close())
      .catch((err: unknown) => this.#parts.log.error({ err }, 'the connection to NeuroHub did not end well'))
      .then(() => this.#startLink(link));
    for (const follower of this.#clientFollowers) follower(this.client);
    this.#tellSoon();
  }

  /** From now on it sends. May be called twice. */
  begin(): void {
    this.#hasBegun = true;
    this.#changing = this.#changing.then(() => this.#startLink(this.#link));
    this.#tellSoon();
  }

  /** Which installation speaks. */
  get installId(): string {
    return this.#parts.installId;
  }

  /** Of the configuration in effect; null without a NeuroHub. */
  get client(): HubClient | null {
    return this.#link?.client ?? null;
  }

  /** @returns a function that ends it */
  onClient(follower: (client: HubClient | null) => void): () => void {
    this.#clientFollowers.add(follower);
    return () => void this.#clientFollowers.delete(follower);
  }

  /** Told of every answer to a sign of life. @returns a function that ends it */
  onHeartbeat(follower: (answer: HeartbeatAnswer) => void): () => void {
    this.#heartbeatFollowers.add(follower);
    return () => void this.#heartbeatFollowers.delete(follower);
  }

  /** An execution has closed. */
  wake(): void {
    this.#link?.verdicts.wake();
    this.#tellSoon();
  }

  /** Tries at once, whatever is waited for. @throws SYNC_OFF */
  force(): void {
    if (!this.#link) throw new CodedError('SYNC_OFF', 'no NeuroHub is named in station.yaml');
    this.#link.force();
  }

  /** Puts quarantined results back, all or these. Gives how many that are. */
  async retry(ids?: string[]): Promise<number> {
    const count = await this.#parts.storage.retryQuarantined(ids);
    this.#link?.wake();
    this.#tellSoon();
    return count;
  }

  /** @throws QUEUE_FULL when more waits than may, and the station is to begin no test then */
  assertRoom(): void {
    if (this.#config?.queue.whenFull !== 'refuse_starts' || !this.#alarms.isFull) return;
    throw new CodedError('QUEUE_FULL', 'more waits to be sent to NeuroHub than backend.queue.max_mb allows');
  }

  async status(): Promise<SyncStatus> {
    const { counts } = this;
    const { lastSeq: _lastSeq, ...queue } = await this.#look();
    const logs = this.#config?.logs ? await this.#parts.storage.waitingLogs() : 0;
    const pending = { verdicts: queue.pending, attachments: queue.pendingContents, logs };
    const lane = (name: keyof SyncStatus['lanes']) => ({
      ...{ pending: pending[name], sentSinceStart: counts.sent[name], lastSentAt: counts.lastSentAt[name] },
    });
    return {
      ...{ state: this.state, url: this.#config?.url ?? null, queue },
      lanes: { verdicts: lane('verdicts'), attachments: lane('attachments'), logs: lane('logs') },
      ...this.#contact(),
      live: this.#parts.live?.() ?? 'off',
    };
  }

  get state(): SyncState {
    const link = this.#link;
    if (!link) return 'off';
    if (link.gate.closed?.why === 'refused') return 'paused';
    if (!link.gate.isOpen || link.failing) return 'retrying';
    return link.isSending ? 'sending' : 'online';
  }

  /** Ends what is under way. May be called twice. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    if (this.#telling) clearTimeout(this.#telling);
    this.#alarms[Symbol.dispose]();
    const link = this.#link;
    this.#link = null;
    await this.#changing;
    await link?.close();
  }

  #startLink(link: HubLink | null): void {
    if (this.#hasBegun && !this.#isClosed && link === this.#link) link?.start();
  }

  #contact(): Pick<SyncStatus, 'lastContactAt' | 'nextAttemptAt' | 'attempts' | 'problem'> {
    const link = this.#link;
    if (!link) return { lastContactAt: null, nextAttemptAt: null, attempts: 0, problem: null };
    const { gate, heartbeat, failing } = link;
    const trying = gate.isOpen ? failing : heartbeat;
    const nextAtMs = trying?.nextAtMs ?? null;
    const { clock } = this.#parts;
    return {
      lastContactAt: gate.lastContactAt,
      nextAttemptAt: nextAtMs === null ? null : isoIn(Math.max(0, nextAtMs - clock.monotonicMs()), clock),
      attempts: trying?.failures ?? 0,
      problem: gate.closed?.problem ?? failing?.problem ?? null,
    };
  }

  #open(config: BackendConfig): HubLink {
    const { stationId, installId, version, storage, clock, log, facts, isTesting, random } = this.#parts;
    const { counts } = this;
    const link: HubLink = new HubLink({
      ...{ config, stationId, installId, version, storage, counts, clock, log, facts, isTesting, random },
      queue: () => this.#look(),
      on: {
        gate: () => this.#gateChanged(link),
        settled: () => this.#tellSoon(),
        heartbeat: (answer) => this.#heard(link, answer),
        conflict: (record, problem) => this.#alarms.conflict(record, problem),
        lost: (count) => {
          this.#arrivedBefore = (this.#arrivedBefore ?? 0) - count;
          this.#tellSoon();
        },
      },
    });
    return link;
  }

  #gateChanged(link: HubLink): void {
    if (link !== this.#link) return;
    this.#alarms.gate(link.gate.closed);
    const { log } = this.#parts;
    if (link.gate.closed)
      log.warn({ problem: link.gate.closed.problem }, 'results wait: NeuroHub does not take them now');
    else log.info({ url: this.#config?.url }, 'NeuroHub answers');
    this.#tellSoon();
  }

  #heard(link: HubLink, answer: HeartbeatAnswer): void {
    if (link !== this.#link) return;
    for (const follower of this.#heartbeatFollowers) follower(answer);
    this.#compare(link, answer).catch((err: unknown) =>
      this.#parts.log.warn({ err }, 'what NeuroHub has could not be compared'),
    );
  }

  /** Less than it was sent: a backup of NeuroHub was restored. More numbers than were given: one of the station was. */
  async #compare(link: HubLink, { ledger }: HeartbeatAnswer): Promise<void> {
    const { storage, log, onRolledBack } = this.#parts;
    const { lastSeq } = await storage.queueFigures();
    if (ledger.lastSeq > lastSeq && (await storage.giveOnlyAfter(ledger.lastSeq))) {
      log.warn(
        { lastSeq, backendLastSeq: ledger.lastSeq },
        'the database of this station was put back: numbers are left out',
      );
      onRolledBack?.({ lastSeq, backendLastSeq: ledger.lastSeq });
    }
    this.#arrivedBefore ??= (await storage.arrivedCount()) - this.counts.sent.verdicts;
    const gap = this.#arrivedBefore + this.counts.sent.verdicts - ledger.count;
    if (gap > this.#explainedGap) link.ledger.demand();
    this.#explainedGap = Math.max(0, gap);
    link.wake();
  }

  /** Figures as they count for the configuration: files that are not to be sent do not wait. */
  async #look(): Promise<SyncQueue & { lastSeq: number }> {
    const { bytes, contentBytes, pendingContents, ...rest } = await this.#parts.storage.queueFigures();
    const filesWait = this.#config === undefined || this.#config.attachments;
    const figures = {
      ...{ ...rest, pendingContents: filesWait ? pendingContents : 0 },
      bytes: filesWait ? bytes : bytes - contentBytes,
    };
    this.#alarms.queue(figures, this.#config?.queue ?? null);
    return figures;
  }

  #tellSoon(): void {
    if (this.#isClosed || !this.#hasBegun) return;
    this.#telling ??= setTimeout(() => {
      this.#telling = null;
      this.#tell().catch((err: unknown) => this.#parts.log.warn({ err }, 'the queue could not be looked at'));
    }, TELL_EVERY_MS).unref();
  }

  async #tell(): Promise<void> {
    const status = await this.status();
    if (!this.#isClosed) this.#parts.onStatus?.(status);
  }
}
