/**
 * The worker without its process: loaded by `station run --inspect`, so that a debugger has everything in one place. No sockets and
 * no watchdog; time at a breakpoint does not count.
 */
import type { InProcessSides, InProcessWorkerModule } from '@neurohub/contracts/ipc';
import { BreakpointClock } from './breakpoint-clock.ts';
import { InstrumentGuard } from './instrument-guard.ts';
import { LoadedPackage } from './loaded-package.ts';
import { NumberedTelemetry } from './numbered-telemetry.ts';
import { SharedLeases } from './shared-leases.ts';
import { VitalSigns } from './vital-signs.ts';
import { WorkerSession } from './worker-session.ts';

const openInProcess: InProcessWorkerModule['openInProcess'] = async ({
  boot,
  request,
  publish,
  exit,
}: InProcessSides) => {
  const pack = await LoadedPackage.load(boot);
  const parts = {
    pack,
    guard: { vitalSigns: new VitalSigns(), nameActivities: () => undefined, nameSecrets: () => undefined },
    instruments: new InstrumentGuard(boot, (message) => process.stderr.write(`instruments: ${message}\n`)),
    leases: new SharedLeases({ lane: { request }, epoch: boot.epoch }),
    records: { request },
    telemetry: new NumberedTelemetry({ publish }),
    epoch: boot.epoch,
    clock: new BreakpointClock(),
  };
  const session = new WorkerSession(boot, parts, async (code) => {
    await pack.pool.close();
    exit(code);
  });
  process.on('uncaughtException', (error) => session.lateError(error));
  process.on('unhandledRejection', (reason) => session.lateError(reason));
  return session.handle;
};

export { openInProcess };
