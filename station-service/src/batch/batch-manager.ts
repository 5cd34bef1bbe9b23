import type { BatchConfig } from '@neurohub/contracts/config';
import type { WaitingBatch } from '@neurohub/contracts/config-rest';
import { CodedError, type ErrorData, toErrorData } from '@neurohub/contracts/errors';
import type { BatchVitals } from '@neurohub/contracts/monitor-rest';
import type { BatchView } from '@neurohub/contracts/rest';
import type { SafeStopResult } from '@neurohub/contracts/safe-stop';
import { assignSlots } from './assign-slots.ts';
import { Batch } from './batch.ts';
import { BatchChanges } from './batch-changes.ts';
import type { BatchDependencies } from './batch-dependencies.ts';
import { LiveExecution } from './live-execution.ts';

/** All batches of the station. Nothing that happens to one of them touches another. */
export class BatchManager {
  readonly #batches: Map<string, Batch>;
  readonly #deps: BatchDependencies;
  readonly #changes: BatchChanges<Batch>;

  constructor(configs: readonly BatchConfig[], deps: BatchDependencies) {
    this.#deps = deps;
    const placed = assignSlots(configs);
    this.#batches = new Map(
      placed.map(({ config, slot }) => [config.id, new Batch(config, { slot, version: 0 }, deps)]),
    );
    this.#changes = new BatchChanges({
      batches: this.#batches,
      events: deps.events,
      make: (config, place) => new Batch(config, place, deps),
      begin: (batch, { start }) => this.#beginChanged(batch, start),
    });
  }

  /** What is in effect, in the order of the file: a batch that is busy keeps its configuration until it is not. */
  get configs(): BatchConfig[] {
    return [...this.#batches.values()].map(({ config }) => config);
  }

  /** Brings the batches to this configuration: at once what is at rest, the others as soon as they are. */
  reconfigure(configs: readonly BatchConfig[]): void {
    this.#changes.want(configs);
  }

  /** Batches that are not yet as they were wanted last. */
  get waiting(): WaitingBatch[] {
    return this.#changes.waiting;
  }

  /** @throws BATCH_NOT_FOUND. */
  get(id: string): Batch {
    const batch = this.#batches.get(id);
    if (!batch)
      throw new CodedError(
        'BATCH_NOT_FOUND',
        `no batch "${id}"; there are: ${[...this.#batches.keys()].join(', ') || 'none'}`,
      );
    return batch;
  }

  /** Every batch, in the order of the slots. */
  get views(): BatchView[] {
    return [...this.#batches.values()].map((batch) => batch.view).sort((a, b) => a.slot - b.slot);
  }

  /** How the process of each is, in the order of the file. */
  get vitals(): BatchVitals[] {
    return [...this.#batches.values()].map((batch) => batch.vitals);
  }

  /** Shows each batch the last execution of an earlier life. */
  async showLastExecutions(ids: string[] = [...this.#batches.keys()]): Promise<void> {
    const last = await this.#deps.storage.lastExecutions(ids);
    for (const record of last) {
      const { plan, steps, ...summary } = record;
      const batch = this.#batches.get(record.batchId);
      if (batch && record.endReason === null) batch.showLeftover(record);
      else if (batch && plan) batch.recorder.show(LiveExecution.fromRecord(summary, plan, steps));
    }
  }

  /** The batch whose execution has no process now. @throws NOT_INTERRUPTED */
  ofInterrupted(executionId: string): Batch {
    const batch = [...this.#batches.values()].find(({ interruptedId }) => interruptedId === executionId);
    if (batch) return batch;
    throw new CodedError('NOT_INTERRUPTED', `execution ${executionId} is not interrupted`);
  }

  /** Batches that nobody has unlocked since their process died too often. */
  stayLockedOut(lockOuts: readonly { batchId: string; error: ErrorData }[]): void {
    for (const { batchId, error } of lockOuts) this.#batches.get(batchId)?.stayLockedOut(error);
  }

  /** Locks out every batch that left one of these instruments in a state nobody knows. Gives those that are of no batch. */
  lockOut(unsafe: readonly SafeStopResult[]): SafeStopResult[] {
    const ofBatches = new Set<SafeStopResult>();
    for (const batch of this.#batches.values()) {
      const { id } = batch.config;
      const own = unsafe.filter(({ file, batchId }) => (batchId === null ? file.startsWith(`${id}.`) : batchId === id));
      for (const one of own) ofBatches.add(one);
      if (own.length > 0) batch.lockOut(own);
    }
    return unsafe.filter((one) => !ofBatches.has(one));
  }

  /** Reads the packages and starts the workers of the auto_start batches, each on its own; what fails is shown by its batch. */
  async begin(): Promise<void> {
    await Promise.all([...this.#batches.values()].map((batch) => this.#beginOne(batch)));
  }

  /** Shows on every batch who has the shared instruments now. */
  showHolders(): void {
    for (const batch of this.#batches.values()) batch.showHolders();
  }

  /** Stops every batch with its cleanup. */
  async shutDown(): Promise<void> {
    await this.#changes.end();
    await Promise.all([...this.#batches.values()].map((batch) => batch.shutDown()));
  }

  /** Ends every worker at once, without cleanup. */
  kill(): void {
    for (const batch of this.#batches.values()) batch.kill();
  }

  /** Of a batch that came, or was given another configuration. */
  async #beginChanged(batch: Batch, start: boolean): Promise<void> {
    await this.showLastExecutions([batch.config.id]);
    await this.#beginOne(batch, start);
    batch.showHolders();
  }

  async #beginOne(batch: Batch, start = batch.config.autoStart): Promise<void> {
    await batch.readPackage();
    if (!start || batch.isLockedOut) return;
    await batch.start().catch((thrown) => {
      const details = { batchId: batch.config.id, error: toErrorData(thrown) };
      this.#deps.log.error(details, 'the batch could not be started');
    });
  }
}
