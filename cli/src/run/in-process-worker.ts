import { randomUUID } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { CodedError } from '@neurohub/contracts/errors';
import type {
  Command,
  InProcessWorkerModule,
  RecordMessage,
  RecordReply,
  RecordRequest,
  Telemetry,
} from '@neurohub/contracts/ipc';
import { PROTOCOL_VERSION } from '@neurohub/contracts/vocabulary';
import { type WorkerExit, withoutOthers } from '@neurohub/worker-link';
import { BUILT } from '../built-files.ts';
import { packageFor, type WorkerOf } from './spawn-worker.ts';
import type { StartWorker } from './worker-executor.ts';

/** The worker in this process, for a debugger: the same code without sockets, watchdog and supervision. Can be started once. */
export function inProcessWorker({ compiled, batchId, places }: WorkerOf): StartWorker {
  return async (epoch, handlers) => {
    if (epoch > 1)
      throw new CodedError('BATCH_NOT_RUNNING', 'code of the package may still be running in this process');
    const gone = Promise.withResolvers<WorkerExit>();
    const exit = (code: number | null, signal: NodeJS.Signals | null = null) => {
      const facts = { code, signal, stderrTail: '' };
      void handlers.onExit(facts).then(() => gone.resolve(facts));
    };
    const { openInProcess }: InProcessWorkerModule = await import(pathToFileURL(BUILT.inProcess).href);
    const handle = await openInProcess({
      boot: {
        protocolVersion: PROTOCOL_VERSION,
        batchId,
        epoch,
        token: 'in-process'.padEnd(32, '-'),
        endpoints: { cmd: '', rec: '', pub: '' },
        servicePid: process.pid,
        heartbeatMs: 1_000,
        package: packageFor(compiled),
        armedDir: places.armed,
        sdkModule: BUILT.sdk,
      },
      request: (request) => answer(request, handlers.onRecord),
      publish: (body) => handlers.onTelemetry({ ...body, batchId, epoch } as Telemetry),
      exit,
    });
    return {
      async command(body) {
        const commandId = randomUUID();
        return { type: 'ACK', commandId, ...handle({ ...body, commandId } as Command) };
      },
      async describe() {
        const { definition } = handle({ type: 'DESCRIBE', commandId: randomUUID() });
        if (definition) return definition;
        throw new CodedError('PROTOCOL_ERROR', 'the worker answered DESCRIBE without a definition');
      },
      shutdown() {
        handle({ type: 'SHUTDOWN', commandId: randomUUID() });
        return gone.promise;
      },
      kill: () => exit(null, 'SIGKILL'),
    };
  };
}

async function answer(
  request: RecordRequest,
  record: (message: RecordMessage) => Promise<RecordReply>,
): Promise<RecordReply> {
  if (request.type === 'RECORD') return record(request);
  return request.type === 'REQUEST' ? withoutOthers(request) : { type: 'NOTED' };
}
