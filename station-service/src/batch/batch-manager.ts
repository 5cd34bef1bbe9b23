import type { BatchConfig } from '@neurohub/contracts/config';
import { CodedError, type ErrorData, toErrorData } from '@neurohub/contracts/errors';
import type { BatchView } from '@neurohub/contracts/rest';
import type { SafeStopResult } from '@neurohub/contracts/safe-stop';
import { Batch } from './batch.ts';
import type { BatchDependencies } from './batch-dependencies.ts';
import { LiveExecution } from './live-execution.ts';

/** All batches of the station. Nothing that happens to one of them touches another. */
export class BatchManager {
  readonly #batches: Map<string, Batch>;
  readonly #deps: BatchDependencies;

  constructor(configs: readonly BatchConfig[], deps: BatchDependencies) {
    this.#deps = deps;
    this.#batches = new Map(assignSlots(configs).map(({ config, slot }) => [config.id, new Batch(config, slot, deps)]));
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

  /** Shows each batch the last execution of an earlier life. */
  async showLastExecutions(): Promise<void> {
    const last = await this.#deps.storage.lastExecutions([...this.#batches.keys()]);
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
    await Promise.all([...this.#batches.values()].map((batch) => batch.shutDown()));
  }

  /** Ends every worker at once, without cleanup. */
  kill(): void {
    for (const batch of this.#batches.values()) batch.kill();
  }

  async #beginOne(batch: Batch): Promise<void> {
    await batch.readPackage();
    if (!batch.config.autoStart || batch.isLockedOut) return;
    await batch.start().catch((thrown) => {
      const details = { batchId: batch.config.id, error: toErrorData(thrown) };
      this.#deps.log.error(details, 'the batch could not be started');
    });
  }
}

/** Each batch with its slot: the one it names, else the lowest that is free. */
export function assignSlots(configs: readonly BatchConfig[]): { config: BatchConfig; slot: number }[] {
  const taken = new Set(configs.flatMap(({ slot }) => slot ?? []));
  return configs.map((config) => {
    let slot = config.slot ?? 1;
    if (config.slot === undefined) while (taken.has(slot)) slot += 1;
    taken.add(slot);
    return { config, slot };
  });
}
