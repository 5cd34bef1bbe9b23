import type { WorkerFiles } from '@neurohub/worker-link';
import { SocketFolders } from '@neurohub/worker-link';
import { settleLeftovers } from '../batch/leftovers.ts';
import { systemClock } from '../core/clock.ts';
import { HardwareSafety } from '../core/hardware-safety.ts';
import { findLeftArmed, type LeftArmed } from '../core/left-armed.ts';
import { INSTALLED } from './installed-files.ts';
import type { Foundation } from './open-foundation.ts';

/** What an earlier life has left: executions that never ended, and instruments that may be on. */
export interface Hardware {
  workerFiles: WorkerFiles;
  safety: HardwareSafety;
  unsafe: Awaited<ReturnType<HardwareSafety['makeAllSafe']>>;
  leftArmed: readonly LeftArmed[];
}

/** Before anybody can touch an instrument, and before anybody is told that the station is ready. */
export async function openHardware({ config, storage, log, folder, dataDir }: Foundation): Promise<Hardware> {
  await settleLeftovers({ config, storage, log, clock: systemClock });
  const { workerEntry, safeStopEntry, sdkModule } = INSTALLED;
  const sockets = await SocketFolders.prepare(dataDir);
  const workerFiles = { workerEntry, sdkModule, sockets, armedDir: folder.armed };
  const files = { safeStopEntry, sdkModule, armedDir: folder.armed };
  const safety = new HardwareSafety({ files, log, env: process.env });
  const unsafe = await safety.makeAllSafe();
  const leftArmed = await findLeftArmed(folder.armed);
  for (const { instrument, message } of leftArmed) log.warn({ instrument }, message);
  return { workerFiles, safety, unsafe, leftArmed };
}
