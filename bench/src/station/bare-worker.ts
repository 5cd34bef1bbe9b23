import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordReply, RecordRequest, WorkerBoot } from '@neurohub/contracts/ipc';
import { PROTOCOL_VERSION } from '@neurohub/contracts/vocabulary';
import { ALLOWED_NODE_MODULES, type CompiledPackage } from '@neurohub/package-kit';
import { Reply } from 'zeromq';

const GO_AWAY: RecordReply = { type: 'FENCED', reason: 'the measurement is over' };

/** Spawns a worker as the service does, waits for its HELLO, and sends it away. Gives the milliseconds from spawn to HELLO. */
export async function spawnToHello(buildRoot: string, compiled: CompiledPackage): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const socket = new Reply({ linger: 200 });
  const endpoint = (lane: string) => `ipc://${join(folder, lane)}`;
  await socket.bind(endpoint('rec'));
  try {
    const begun = performance.now();
    const worker = spawnWorker(
      buildRoot,
      bootOf(compiled, { endpoint, sdkModule: join(buildRoot, 'sequence-sdk/dist/sdk.js') }),
    );
    const ended = once(worker, 'exit');
    const [frame] = await Promise.race([socket.receive(), ended.then(([code]) => tooEarly(code))]);
    const tookMs = performance.now() - begun;
    const hello = JSON.parse(String(frame)) as RecordRequest;
    if (hello.type !== 'HELLO' || hello.loadError) throw new Error(`no good HELLO: ${JSON.stringify(hello)}`);
    await socket.send(JSON.stringify(GO_AWAY));
    await ended;
    return tookMs;
  } finally {
    socket.close();
    rmSync(folder, { recursive: true });
  }
}

function spawnWorker(buildRoot: string, boot: WorkerBoot): ChildProcess {
  const entry = join(buildRoot, 'batch-worker/dist/worker.js');
  const child = spawn(process.execPath, ['--enable-source-maps', entry], {
    stdio: ['pipe', 'ignore', 'inherit'],
    // As the service does it for its workers.
    env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache') },
  });
  child.stdin?.write(`${JSON.stringify(boot)}\n`);
  return child;
}

function bootOf(
  { dir, hash, module, className }: CompiledPackage,
  { endpoint, sdkModule }: { endpoint: (lane: string) => string; sdkModule: string },
): WorkerBoot {
  return {
    protocolVersion: PROTOCOL_VERSION,
    batchId: 'b1',
    epoch: 1,
    token: 'x'.repeat(48),
    endpoints: { cmd: endpoint('cmd'), rec: endpoint('rec'), pub: endpoint('pub') },
    servicePid: process.pid,
    heartbeatMs: 1_000,
    package: { dir, hash, module, className, nodeModules: [...ALLOWED_NODE_MODULES] },
    sdkModule,
  };
}

function tooEarly(code: unknown): never {
  throw new Error(`the worker ended with ${String(code)} before its HELLO`);
}
