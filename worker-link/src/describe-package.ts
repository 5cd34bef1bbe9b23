import { CodedError } from '@neurohub/contracts/errors';
import type { SequenceDefinition } from '@neurohub/contracts/record';
import { describeExit, type WorkerFiles, WorkerHandle, type WorkerPackage } from './worker-handle.ts';

const START_TIMEOUT_MS = 15_000;
const SHUTDOWN_TIMEOUT_MS = 5_000;

/** Has a short-lived worker read the steps of a package: the service itself never runs package code. */
export async function describePackage(files: WorkerFiles, pack: WorkerPackage): Promise<SequenceDefinition> {
  const worker = await WorkerHandle.start({
    files,
    package: pack,
    batchId: 'describe',
    epoch: 1,
    startTimeoutMs: START_TIMEOUT_MS,
    handlers: {
      onRecord: async () => ({ type: 'FENCED', reason: 'this worker only describes' }),
      onTelemetry: () => undefined,
      onOutput: () => undefined,
      onExit: async () => undefined,
      onBadFrame: () => undefined,
    },
  });
  try {
    return await worker.describe();
  } catch (thrown) {
    if ((thrown as Partial<CodedError>).code !== 'BATCH_NOT_RUNNING') throw thrown;
    const exit = await worker.process.exited;
    const message = `the package ended its worker while it was read (${describeExit(exit)})`;
    const { code: exitCode, signal, stderrTail: stderr } = exit;
    throw new CodedError('BATCH_START_FAILED', message, { details: { exitCode, signal, stderr } });
  } finally {
    await worker.shutdown(SHUTDOWN_TIMEOUT_MS);
  }
}
