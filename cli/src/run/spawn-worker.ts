import type { WorkerBoot } from '@neurohub/contracts/ipc';
import { ALLOWED_NODE_MODULES, type CompiledPackage } from '@neurohub/package-kit';
import { WorkerHandle } from '@neurohub/worker-link';
import { BUILT } from '../built-files.ts';
import type { StationPlaces } from './station-places.ts';
import type { StartWorker } from './worker-executor.ts';

const START_TIMEOUT_MS = 15_000;

export interface WorkerOf {
  compiled: CompiledPackage;
  batchId: string;
  places: StationPlaces;
}

/** Workers as the station has them: one process each. */
export function spawnWorker({ compiled, batchId, places }: WorkerOf): StartWorker {
  return async (epoch, handlers) => {
    const handle = await WorkerHandle.start({
      files: { workerEntry: BUILT.worker, sdkModule: BUILT.sdk, sockets: places.sockets, armedDir: places.armed },
      package: packageFor(compiled),
      batchId,
      epoch,
      startTimeoutMs: START_TIMEOUT_MS,
      handlers,
    });
    return {
      command: (body, options) => handle.command(body, options),
      describe: () => handle.describe(),
      shutdown: (timeoutMs) => handle.shutdown(timeoutMs),
      kill: () => handle.process.kill('SIGKILL'),
    };
  };
}

export function packageFor({ dir, hash, module, className }: CompiledPackage): WorkerBoot['package'] {
  return { dir, hash, module, className, nodeModules: [...ALLOWED_NODE_MODULES] };
}
