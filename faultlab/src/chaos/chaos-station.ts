import { setTimeout as pause } from 'node:timers/promises';
import { type CheckOptions, checkHistory, type Finding } from '../checker/check-history.ts';
import type { History } from '../checker/history.ts';
import { readStationDatabase } from '../checker/station-database.ts';
import { watchStation } from '../checker/watch-station.ts';
import { eventually } from '../harness/eventually.ts';
import { type StationOptions, TestStation } from '../harness/test-station.ts';
import type { Kill, KillTarget } from './kill-plan.ts';

/** Processes that are still there this long after the service died are left over. */
const GONE_WITHIN_MS = 10_000;

export interface ChaosStationOptions {
  station: StationOptions;
  batchIds: readonly string[];
  history: History;
  /** Executions go on after the death of their process. */
  resumes: boolean;
  /** Takes in what the witnesses were told, before every check. */
  readWitnesses(): void;
  /** Everything is dead, and nobody has looked yet. */
  onDeath?(dataDir: string): void;
  /** The first findings: database and history are still as they were when they were made. */
  onFirstFindings?(findings: readonly Finding[], checked: CheckOptions): void;
}

/** One station through all its deaths: kills it, looks at what is left, starts it again. */
export class ChaosStation {
  readonly #findings = new Map<string, Finding>();
  /** Kill of a worker to its batch being idle again; of the others spawn of the next service to ready, workers included. */
  readonly recoveriesMs: Record<KillTarget, number[]> = { worker: [], service: [], both: [], starting: [] };
  /** Death of the service to the end of its last worker, in milliseconds. */
  readonly orphanTimesMs: number[] = [];
  readonly #options: ChaosStationOptions;
  #up = Promise.withResolvers<TestStation>();
  #station: TestStation | null = null;
  #folder: string | null = null;

  constructor(options: ChaosStationOptions) {
    this.#options = options;
  }

  /** What was found so far, each once, however often it was looked at. */
  get findings(): Finding[] {
    return [...this.#findings.values()];
  }

  /** The station that is up; waits for it while there is none. */
  get up(): Promise<TestStation> {
    return this.#up.promise;
  }

  get folder(): string {
    return this.#folder ?? '';
  }

  get dataDir(): string {
    return `${this.folder}/data`;
  }

  /** @param after what was killed before; absent at the first start */
  async start(after?: KillTarget): Promise<void> {
    const begun = performance.now();
    const station = await TestStation.start(this.#stationOptions());
    if (after) this.recoveriesMs[after].push(performance.now() - begun);
    this.#folder = station.folder;
    await watchStation(station, this.#options.history);
    this.#station = station;
    this.#up.resolve(station);
  }

  /**
   * Strikes, checks, and makes the station whole again.
   * @throws when it does not become whole; with what the service printed when it ended although nobody had killed it.
   */
  async suffer(kill: Kill): Promise<void> {
    const station = await this.up;
    try {
      await this.#strike(station, kill);
    } catch (cause) {
      const state = station.isAlive
        ? 'is alive'
        : `ended with ${station.process.exitCode ?? station.process.signalCode}`;
      throw new Error(`no recovery from ${JSON.stringify(kill)}; the service ${state}:\n${station.output}`, { cause });
    }
  }

  async #strike(station: TestStation, { target, afterMs, batchId, startingMs }: Kill): Promise<void> {
    const pids = new Map<string, number | null>();
    for (const id of this.#options.batchIds) pids.set(id, (await station.batch(id)).pid);
    await pause(afterMs);
    if (target === 'worker') return this.#killWorker(station, { batchId, pid: pids.get(batchId) });
    this.#up = Promise.withResolvers<TestStation>();
    if (target === 'both') for (const [id, pid] of pids) this.#killProcess(id, pid);
    await station.kill();
    await this.#afterDeath(station);
    if (target === 'starting') await this.#dieWhileStarting(startingMs);
    await this.start(target);
  }

  /** The end of the run: the station goes as it is meant to, and everything has to be in order. */
  async finish(): Promise<void> {
    await this.#station?.stop();
    if (this.#station) await this.#afterDeath(this.#station, { restarted: true });
  }

  /** The end of a run in which the station did not become whole: what is left of it is looked at all the same. */
  async giveUp(cause: unknown): Promise<void> {
    this.#found([{ kind: 'notRecovered', text: String(cause) }]);
    await this.#station?.kill();
    if (this.#station) await this.#afterDeath(this.#station);
  }

  /** Removes what is left of the station. */
  async dispose(): Promise<void> {
    await this.#station?.dispose();
  }

  #stationOptions(): StationOptions {
    return { ...this.#options.station, ...(this.#folder && { folder: this.#folder }) };
  }

  #killProcess(batchId: string, pid: number | null | undefined): void {
    if (!pid) return;
    this.#options.history.workerDies(batchId);
    process.kill(pid, 'SIGKILL');
  }

  async #killWorker(
    station: TestStation,
    { batchId, pid }: { batchId: string; pid: number | null | undefined },
  ): Promise<void> {
    const begun = performance.now();
    this.#killProcess(batchId, pid);
    await this.#untilReplaced(station, { batchId, pid });
    this.recoveriesMs.worker.push(performance.now() - begun);
  }

  /** A fresh process comes by itself. */
  async #untilReplaced(station: TestStation, { batchId, pid }: { batchId: string; pid: number | null | undefined }) {
    const isUp = async () => {
      const batch = await station.batch(batchId);
      return batch.pid !== pid && (batch.processState === 'idle' || batch.processState === 'running');
    };
    await eventually(isUp, { what: `a fresh worker of ${batchId}`, timeoutMs: 20_000 });
  }

  async #dieWhileStarting(startingMs: number): Promise<void> {
    const starting = new TestStation(this.#stationOptions());
    await pause(startingMs);
    await starting.kill();
    await this.#afterDeath(starting);
  }

  async #afterDeath(station: TestStation, { restarted } = { restarted: false }): Promise<void> {
    await station.untilGone(GONE_WITHIN_MS).then(
      (ms) => this.orphanTimesMs.push(ms),
      () => this.#found([{ kind: 'processLeft', text: `processes ${station.processes().join(' ')} are left` }]),
    );
    const { history, resumes, readWitnesses, onDeath, onFirstFindings } = this.#options;
    readWitnesses();
    onDeath?.(this.dataDir);
    const before = this.#findings.size;
    const checked = { restarted, resumes };
    this.#found(checkHistory(history, readStationDatabase(this.dataDir), checked));
    if (before === 0 && this.#findings.size > 0) onFirstFindings?.(this.findings, checked);
  }

  #found(findings: readonly Finding[]): void {
    for (const finding of findings) this.#findings.set(JSON.stringify(finding), finding);
  }
}
