/**
 * The batch-worker: one process per batch, the only place where the code of a sequence package runs (docs/event-sequence.md).
 * Boot line, sockets, watchdog, package, HELLO; then it does what it is told until it is told to go, or the service is gone.
 */
import { flushCompileCache } from 'node:module';
import { type ErrorData, toErrorData } from '@neurohub/contracts/errors';
import type { WorkerBoot } from '@neurohub/contracts/ipc';
import { PROTOCOL_VERSION, WORKER_EXIT } from '@neurohub/contracts/vocabulary';
import { readBoot } from './boot.ts';
import { CommandLane } from './command-lane.ts';
import { Guard } from './guard.ts';
import { startHeartbeat } from './heartbeat.ts';
import { HeldTelemetry } from './held-telemetry.ts';
import { InstrumentGuard } from './instrument-guard.ts';
import { LoadedPackage } from './loaded-package.ts';
import { NumberedTelemetry } from './numbered-telemetry.ts';
import { RecordLane } from './record-lane.ts';
import { SharedLeases } from './shared-leases.ts';
import { surviveLostReader } from './survive-lost-reader.ts';
import { TelemetryLane } from './telemetry-lane.ts';
import { WorkerSession } from './worker-session.ts';

await main();

async function main(): Promise<void> {
  surviveLostReader();
  const gone: { handle: () => void } = { handle: () => process.exit(WORKER_EXIT.serviceGone) };
  const boot = await readBoot(() => gone.handle());
  const records = new RecordLane(boot.endpoints.rec);
  // Before the package's code: its top level may block, and the service may die meanwhile.
  const guard = new Guard(boot, () => gone.handle());
  const loaded = await loadPackage(boot);
  const welcome = await records.request(helloOf(boot, loaded));
  if (welcome.type !== 'WELCOME' || !(loaded instanceof LoadedPackage)) process.exit(WORKER_EXIT.fenced);

  const telemetry = new TelemetryLane(boot.endpoints.pub, { batchId: boot.batchId, epoch: boot.epoch });
  const commands = new CommandLane(boot.endpoints.cmd);
  const voice = new HeldTelemetry(new NumberedTelemetry(telemetry));
  const instruments = new InstrumentGuard(boot, (message) => process.stderr.write(`instruments: ${message}\n`));
  const leases = new SharedLeases({ lane: records, epoch: boot.epoch });
  const parts = { pack: loaded, guard, instruments, leases, records, telemetry: voice, epoch: boot.epoch };
  let isEnding = false;
  const session = new WorkerSession(boot, parts, async (code) => {
    if (isEnding) return;
    isEnding = true;
    // What is kept between executions was made safe after the last one.
    await loaded.pool.close();
    for (const lane of [commands, telemetry, records]) lane.close();
    process.exit(code);
  });
  gone.handle = () => session.serviceGone();
  process.on('SIGTERM', () => session.leave('serviceLost', WORKER_EXIT.done));
  process.on('uncaughtException', (error) => session.lateError(error));
  process.on('unhandledRejection', (reason) => session.lateError(reason));
  startHeartbeat(telemetry, session, boot.heartbeatMs);
  // The service has switched the cache on. A worker that is killed one day would leave nothing in it.
  setImmediate(flushCompileCache);
  await commands.serve(session.handle);
}

/** A package that cannot be loaded still says HELLO: with the reason, so that the batch can show it. */
async function loadPackage(boot: WorkerBoot): Promise<LoadedPackage | ErrorData> {
  try {
    return await LoadedPackage.load(boot);
  } catch (thrown) {
    const stack = thrown instanceof Error ? thrown.stack : undefined;
    return { ...toErrorData(thrown, 'ENTRY_POINT_ERROR'), ...(stack && { stack }) };
  }
}

function helloOf({ batchId, epoch, token, package: pack }: WorkerBoot, loaded: LoadedPackage | ErrorData) {
  return {
    type: 'HELLO' as const,
    protocolVersion: PROTOCOL_VERSION,
    batchId,
    epoch,
    token,
    pid: process.pid,
    packageHash: pack.hash,
    ...(loaded instanceof LoadedPackage ? {} : { loadError: loaded }),
  };
}
