import type { BatchConfig } from '@neurohub/contracts/config';
import { CodedError } from '@neurohub/contracts/errors';
import type { RecordMessage, RecordReply, Telemetry } from '@neurohub/contracts/ipc';
import type { WorkerLane } from '@neurohub/contracts/vocabulary';
import { type ManualReport, type WorkerExit, WorkerHandle } from '@neurohub/worker-link';
import type { LoadedPackage } from '../sequence/package-store.ts';
import type { BatchDependencies } from './batch-dependencies.ts';
import type { LogRelay } from './log-relay.ts';
import type { ResourceUser } from './shared-resources.ts';
import { WorkerWatch } from './worker-watch.ts';

const START_TIMEOUT_MS = 15_000;

export interface SpawnParts {
  config: BatchConfig;
  deps: BatchDependencies;
  logs: LogRelay;
  loaded: LoadedPackage;
  epoch: number;
  /** The execution that is on, for the log. */
  runningId: () => string | null;
  on: {
    record(message: RecordMessage, user: ResourceUser): Promise<RecordReply>;
    manual(report: ManualReport): void;
    telemetry(telemetry: Telemetry): void;
    /** A sign of life. */
    alive(): void;
    /** Its code blocks it, and may for so long still; null: not any more. */
    blocked(forMs: number | null): void;
    /** What of the limits the system cannot keep. */
    limitNotice(message: string): void;
    /** It stands still; it is ended. */
    silent(worker: WorkerHandle | null): void;
    /** It has ended, and others do not have what it shared with them yet. What comes of it is handed to `exit`. */
    dying(worker: WorkerHandle | null): Promise<string[]>;
    exit(worker: WorkerHandle | null, exit: WorkerExit, armed: string[]): Promise<void>;
  };
}

/** Starts a worker of a batch, watched, holding its package, with what batches share. @throws why it cannot be started */
export async function spawnBatchWorker(parts: SpawnParts): Promise<WorkerHandle> {
  const { config, deps, logs, loaded, epoch, runningId, on } = parts;
  const { shared, packages } = deps;
  const spawned: { handle: WorkerHandle | null } = { handle: null };
  const user = resourceUser(spawned, parts);
  const letGo = await packages.hold(loaded, config.id);
  const watch = watchOf(spawned, parts);
  const frame = (lane: WorkerLane, isBad = false) =>
    deps.events.emit('workerFrame', { batchId: config.id, lane, isBad });
  spawned.handle = await WorkerHandle.start({
    files: deps.workerFiles,
    package: loaded.forWorker,
    ...{ batchId: config.id, epoch, startTimeoutMs: START_TIMEOUT_MS, limits: config.resourceLimits },
    handlers: {
      onRecord: (message) => {
        frame('rec');
        return on.record(message, user);
      },
      onResource: (message) => shared.request(message, user),
      onRelease: (requestId) => shared.release(requestId),
      onManual: on.manual,
      onTelemetry: (telemetry) => {
        frame('pub');
        on.telemetry(telemetry);
      },
      onOutput: (stream, line) => logs.output(stream, line, runningId()),
      onVital: (blockedForMs) => {
        on.alive();
        watch.seen(blockedForMs);
      },
      onLimitNotice: on.limitNotice,
      onExit: async (exit) => {
        watch.stop();
        const armed = await on.dying(spawned.handle);
        // Only now may others have what it shared with them.
        shared.left(user);
        await letGo();
        return on.exit(spawned.handle, exit, armed);
      },
      onBadFrame: (lane, reason) => {
        frame(lane, true);
        logs.service('error', `bad frame on the ${lane} lane: ${reason}`, runningId());
      },
    },
  }).catch(async (thrown: unknown) => {
    await letGo();
    throw thrown;
  });
  watch.start();
  return spawned.handle;
}

interface Spawned {
  handle: WorkerHandle | null;
}

function watchOf(spawned: Spawned, { logs, runningId, on }: SpawnParts): WorkerWatch {
  return new WorkerWatch({
    onBlocked: (forMs) => {
      on.blocked(forMs);
      if (forMs !== null) logs.service('warning', 'code of the package blocks its process', runningId());
    },
    onSilent: () => {
      on.silent(spawned.handle);
      logs.service('error', 'the process stands still and is ended', runningId());
      spawned.handle?.process.kill('SIGKILL');
    },
  });
}

/** The worker that is being spawned, as far as it shares things with others. */
function resourceUser(spawned: Spawned, { config, logs, runningId }: SpawnParts): ResourceUser {
  return {
    batchId: config.id,
    command: (body, options) =>
      spawned.handle?.command(body, options) ??
      Promise.reject(new CodedError('BATCH_NOT_RUNNING', 'the worker is not there yet')),
    kill: () => spawned.handle?.process.kill('SIGKILL'),
    note: (level, message) => logs.service(level, message, runningId()),
  };
}
