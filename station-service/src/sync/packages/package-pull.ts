import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CodedError, isCodedError, toErrorData } from '@neurohub/contracts/errors';
import { wantedPackagesSchema } from '@neurohub/contracts/hub-registry';
import { HUB_PATHS } from '@neurohub/contracts/hub-sync';
import type { PackagePullView } from '@neurohub/contracts/packages-rest';
import type { InstalledPackages, InstalledVersion } from '@neurohub/package-kit';
import type { BatchManager } from '../../batch/batch-manager.ts';
import type { Alarms } from '../../core/alarms.ts';
import type { Audit } from '../../core/audit.ts';
import type { Clock } from '../../core/clock.ts';
import type { ServiceEvents } from '../../core/events.ts';
import type { PackageIntake } from '../../sequence/package-intake.ts';
import type { PackageStore } from '../../sequence/package-store.ts';
import { THE_STATION } from '../../storage/audit-who.ts';
import type { HubClient } from '../hub-client.ts';
import { type Failed, problemOf, type SyncProblem } from '../outcome.ts';
import { ArchiveCache, STATION_ENDS, type WantedPackage } from './archive-cache.ts';
import { type PackageLook, PackageLooks } from './package-looks.ts';
import { putBack } from './package-slot.ts';
import { PullJournal } from './pull-journal.ts';
import { PullOutcomes } from './pull-outcomes.ts';
import { type TryPackageParts, tryPackage } from './try-package.ts';

/** Trials that the end of the station has cut off, before the package is taken for the reason. */
const MOST_CUT_OFF = 2;
/** Nothing about the package: it is tried again. */
const NOT_NOW = new Set(['DISK_FULL', 'DISK_NEARLY_FULL', 'SHUTTING_DOWN', 'STORAGE_FAILED']);

export interface PackagePullParts extends Omit<TryPackageParts, 'journal' | 'packages'> {
  folder: string;
  stationId: string;
  mode(): PackagePullView['mode'];
  hub: Pick<HubClient, 'ask' | 'askBytes'>;
  installed: InstalledPackages;
  packages: Pick<PackageStore, 'list' | 'load'>;
  intake: Pick<PackageIntake, 'takeFile'>;
  batches: Pick<BatchManager, 'get' | 'configs' | 'views'>;
  events: Pick<ServiceEvents, 'on'>;
  alarms: Pick<Alarms, 'raise'>;
  audit: Pick<Audit, 'append'>;
  clock: Pick<Clock, 'wallIso'>;
  /** @throws DISK_FULL */
  assertRoom(): Promise<void>;
}

/**
 * Brings the station to the packages that NeuroHub wants here, in the background and step by step: asked for, downloaded, checked by the
 * station's own trust store, installed beside the others, and taken into use between two tests (docs/neurohub-packages.md). Each step is
 * on disk before the next: whatever ends the station, or the network, it goes on from there.
 */
export class PackagePull implements AsyncDisposable {
  readonly #parts: PackagePullParts;
  readonly #journal: PullJournal;
  readonly #cache: ArchiveCache;
  readonly #looks: PackageLooks;
  readonly #outcomes: PullOutcomes;
  readonly #hub: PackagePullParts['hub'];
  readonly #closing = new AbortController();
  readonly #unsubscribe: () => void;
  #isAsking = false;
  #isDue = false;
  #round: Promise<void> | null = null;
  #problem: SyncProblem | null = null;
  /** Batches that a package waits for. */
  #waitsFor: ReadonlySet<string> = new Set();
  #downloading: string | null = null;

  /** Before any batch begins: a trial that the end of the station has cut off is undone. */
  static async open(parts: PackagePullParts): Promise<PackagePull> {
    const pull = new PackagePull(parts, await PullJournal.open(join(parts.folder, 'journal.json'), parts.log));
    await pull.#undoTrial();
    return pull;
  }

  private constructor(parts: PackagePullParts, journal: PullJournal) {
    this.#parts = parts;
    this.#journal = journal;
    this.#hub = untilClosed(parts.hub, this.#closing.signal);
    this.#cache = new ArchiveCache({
      folder: join(parts.folder, 'archives'),
      hub: this.#hub,
      isTesting: () => parts.batches.views.some(({ processState }) => processState === 'running'),
      assertRoom: () => parts.assertRoom(),
      pause: (ms) => delay(ms, undefined, { ref: false, signal: this.#closing.signal }).catch(() => undefined),
      isClosing: () => this.#closing.signal.aborted,
    });
    this.#looks = new PackageLooks({ ...parts, journal, cache: this.#cache });
    this.#outcomes = new PullOutcomes({ ...parts, journal, hub: this.#hub });
    this.#unsubscribe = parts.events.on('batchChanged', ({ id }) => {
      const areFree = [...this.#waitsFor].every((each) => this.#looks.busyWith(each) === null);
      if (this.#waitsFor.has(id) && areFree) this.#look();
    });
  }

  /** Asks NeuroHub now: at the start, and when NeuroHub says so. */
  refresh(): void {
    this.#isAsking = true;
    this.#look();
  }

  /** A sign of life was answered. Cheap while nothing is open. */
  heartbeatAnswered({ packages: tag }: { packages: string }): void {
    const { wanted, reports, settled } = this.#journal.state;
    if (tag !== wanted.tag) {
      this.refresh();
      return;
    }
    const isOpen = wanted.packages.some(({ deploymentId }) => !settled[deploymentId]);
    if (isOpen || Object.keys(reports).length > 0) this.#look();
  }

  async view(): Promise<PackagePullView> {
    const looks = await this.#looks.all();
    const packages = await Promise.all(
      looks.map((look) => this.#looks.view(look, { isDownloading: look.wanted.deploymentId === this.#downloading })),
    );
    const { askedAt } = this.#journal.state;
    return { mode: this.#parts.mode(), askedAt, problem: this.#problem, packages };
  }

  /** Waits for no answer of NeuroHub; resolves when what else is under way has been done. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#unsubscribe();
    this.#closing.abort();
    await this.#round;
  }

  /** However often it is called, one round is under way, and at most one more follows. */
  #look(): void {
    this.#isDue = true;
    this.#round ??= this.#rounds().finally(() => {
      this.#round = null;
      if (this.#isDue) this.#look();
    });
  }

  async #rounds(): Promise<void> {
    while (this.#isDue && !this.#closing.signal.aborted && this.#parts.mode() !== 'off') {
      this.#isDue = false;
      const before = this.#problem;
      this.#problem = null;
      try {
        await this.#goOn();
      } catch (thrown) {
        const { code, message } = toErrorData(thrown);
        this.#problem = problemOf(code, message);
        // It is tried with every sign of life: the same is told once.
        if (before?.code !== code)
          this.#parts.log.warn({ err: thrown }, 'the packages that NeuroHub wants could not be looked after');
      }
    }
    this.#isDue = false;
  }

  async #goOn(): Promise<void> {
    await this.#undoTrial();
    if (this.#isAsking) await this.#ask();
    await this.#tell();
    while (!this.#closing.signal.aborted && (await this.#step()));
    await this.#tell();
  }

  async #ask(): Promise<void> {
    const { stationId, clock } = this.#parts;
    // Whoever asks for it from here on wants an answer that is newer than this one.
    this.#isAsking = false;
    const answer = await this.#hub.ask({ path: HUB_PATHS.packages(stationId) }, wantedPackagesSchema);
    if (answer.kind !== 'ok') {
      this.#isAsking = true;
      this.#problem = answer.problem;
      return;
    }
    const wanted = answer.data;
    const ids = new Set(wanted.packages.map(({ deploymentId }) => deploymentId));
    const { settled, cutOff } = this.#journal.state;
    await this.#journal.change({
      ...{ wanted, askedAt: clock.wallIso(), settled: onlyOf(settled, ids), cutOff: onlyOf(cutOff, ids) },
    });
    await this.#cache.keepOnly(wanted.packages);
  }

  async #tell(): Promise<void> {
    const failed = await this.#outcomes.tell();
    if (failed) this.#problem = failed.problem;
  }

  /** Does one thing for one package; false when there is nothing more to do. What needs the network comes last. */
  async #step(): Promise<boolean> {
    const looks = await this.#looks.all();
    const waiting = looks.filter(({ action }) => action.kind === 'rest' && action.reason === 'batchBusy');
    this.#waitsFor = new Set(waiting.flatMap(({ users }) => users));
    const due = looks.filter(({ action }) => action.kind !== 'rest');
    const next = due.find(({ action }) => action.kind !== 'download') ?? due[0];
    if (!next) return false;
    try {
      return await this.#do(next);
    } catch (thrown) {
      if (!isCodedError(thrown) || NOT_NOW.has(thrown.code)) throw thrown;
      await this.#outcomes.settle(next.wanted, { state: 'refused', message: textOf(thrown) });
      return true;
    }
  }

  async #do({ wanted, users, action, installed }: PackageLook): Promise<boolean> {
    if (action.kind === 'settle') await this.#outcomes.settle(wanted, { state: 'active' });
    if (action.kind === 'refuse') await this.#outcomes.settle(wanted, { state: 'refused', message: action.message });
    if (action.kind === 'download') return this.#download(wanted);
    if (action.kind === 'install') await this.#install(wanted);
    if (action.kind === 'activate' && installed) await this.#activate({ wanted, users, installed });
    return true;
  }

  async #download(wanted: WantedPackage): Promise<boolean> {
    await this.#outcomes.reached(wanted, 'downloading');
    await this.#tell();
    this.#downloading = wanted.deploymentId;
    try {
      const failed = await this.#cache.download(wanted);
      if (!failed) return true;
      if (failed.problem.code === 'VERSION_WITHDRAWN')
        throw new CodedError('VERSION_WITHDRAWN', failed.problem.message);
      this.#problem = failed.problem;
      return false;
    } finally {
      this.#downloading = null;
    }
  }

  async #install(wanted: WantedPackage): Promise<void> {
    const { name, version, packageHash } = wanted;
    const { signedBy } = await this.#parts.intake.takeFile(this.#cache.file(wanted), wanted);
    this.#putDown('package.install', { name, version, packageHash, signedBy: signedBy?.name ?? null });
    await this.#outcomes.reached(wanted, 'installed');
    await this.#cache.drop(wanted);
  }

  async #activate({ wanted, users, installed }: Required<Pick<PackageLook, 'wanted' | 'users'>> & Installed) {
    const { batches, log } = this.#parts;
    const { name, version, packageHash } = wanted;
    const held = users.map((batchId) => batches.get(batchId));
    const parts = { ...this.#parts, journal: this.#journal };
    const outcome = await tryPackage({ wanted, id: installed.id, users: held }, parts);
    if (outcome.kind === 'busy') return;
    if (outcome.kind === 'failed')
      return this.#outcomes.settle(wanted, { state: 'rolledBack', message: textOf(outcome.error) });
    await this.#outcomes.settle(wanted, { state: 'active' });
    log.info({ package: name, version, packageHash, batches: users }, 'a package of NeuroHub is in use');
    this.#putDown('package.use', { name, version, packageHash, batches: users });
  }

  #putDown(action: 'package.install' | 'package.use', detail: Record<string, unknown>): void {
    void this.#parts.audit.append({ action, ...THE_STATION, detail: { ...detail, wantedBy: 'NeuroHub' } });
  }

  async #undoTrial(): Promise<void> {
    const { trial, cutOff, wanted } = this.#journal.state;
    if (!trial) return;
    const { deploymentId } = trial;
    await putBack(trial, this.#parts);
    const times = (cutOff[deploymentId] ?? 0) + 1;
    this.#parts.log.warn({ package: trial.name, times }, 'a package was being taken into use when the station ended');
    await this.#journal.change({ trial: null, cutOff: { ...cutOff, [deploymentId]: times } });
    const tried = wanted.packages.find((each) => each.deploymentId === deploymentId);
    if (!tried || times < MOST_CUT_OFF) return;
    const message = `SERVICE_LOST: the station ended ${times} times while it was being taken into use`;
    await this.#outcomes.settle(tried, { state: 'rolledBack', message });
  }
}

/** Nobody waits for an answer when the station ends: it is asked for again. */
function untilClosed(hub: PackagePullParts['hub'], signal: AbortSignal): PackagePullParts['hub'] {
  const closed = new Promise<Failed>((resolve) => signal.addEventListener('abort', () => resolve(STATION_ENDS)));
  return {
    ask: (wanted, schema) => Promise.race([hub.ask(wanted, schema), closed]),
    askBytes: (wanted, maxBytes) => Promise.race([hub.askBytes(wanted, maxBytes), closed]),
  };
}

interface Installed {
  installed: InstalledVersion;
}

const textOf = ({ code, message }: { code: string; message: string }) => `${code}: ${message}`;

const onlyOf = <T>(all: Readonly<Record<string, T>>, ids: ReadonlySet<string>): Record<string, T> =>
  Object.fromEntries(Object.entries(all).filter(([id]) => ids.has(id)));
