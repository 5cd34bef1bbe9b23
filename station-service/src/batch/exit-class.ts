/** In what way a worker ended, in words that tell a person what to do. Pure. */
import { type ErrorCode, type ErrorData, toErrorData } from '@neurohub/contracts/errors';
import { EXIT_CLASSES, type ExitClass, WORKER_EXIT } from '@neurohub/contracts/vocabulary';
import { describeExit, type WorkerExit } from '@neurohub/worker-link';

export interface WorkerEnd extends WorkerExit {
  /** What it broke the protocol with. */
  brokenFrame: string | null;
  /** It stood still, and was ended for that. */
  stoodStill: boolean;
  /** It had more memory than it may, and was ended; null: it had not. */
  overMemory: string | null;
}

const OUT_OF_MEMORY = /heap out of memory|allocation failed|ERR_WORKER_OUT_OF_MEMORY|bad_alloc/i;
const BLOCKED = /^watchdog: .* blocks? the event loop/m;

/** The error of the batch and of its execution: what happened, the end of what the process printed. */
export function errorOfExit(end: WorkerEnd): ErrorData {
  const { code: exitCode, signal, stderrTail: stderr, brokenFrame } = end;
  const { code, exitClass, reason } = classOf(end);
  const broke = brokenFrame ? `: it broke the protocol (${brokenFrame})` : reason;
  const message = `the worker process ended with ${describeExit(end)}${broke}`;
  return { code, message, details: { exitClass, exitCode, signal, stderr } };
}

/** The error of a batch whose process did not get ready: it died or said nothing, or the package cannot be loaded. */
export function errorOfFailedStart(thrown: unknown): ErrorData {
  const error = toErrorData(thrown, 'BATCH_START_FAILED');
  // That is neither's fault.
  if (error.code === 'STORAGE_FAILED' || error.code === 'DISK_FULL') return error;
  const exitClass: ExitClass = isWorthAnotherTry(error) ? 'startFailed' : 'packageError';
  return { ...error, details: { exitClass, ...error.details } };
}

/** The class that one of these errors names. */
export const exitClassOf = ({ details }: ErrorData): ExitClass =>
  EXIT_CLASSES.find((exitClass) => exitClass === details?.['exitClass']) ?? 'startFailed';

/** A process that died may have had bad luck; a package that cannot be loaded stays so. */
export const isWorthAnotherTry = ({ code }: ErrorData): boolean => code === 'BATCH_START_FAILED';

function classOf({ code, signal, stderrTail, brokenFrame, stoodStill, overMemory }: WorkerEnd): {
  code: ErrorCode;
  exitClass: ExitClass;
  reason: string;
} {
  if (brokenFrame) return { code: 'WORKER_CRASHED', exitClass: 'protocol', reason: '' };
  if (overMemory !== null)
    return {
      code: 'WORKER_OUT_OF_MEMORY',
      exitClass: 'outOfMemory',
      reason: `: it was out of memory, it had ${overMemory}`,
    };
  if (stoodStill) return { code: 'WORKER_HUNG', exitClass: 'hung', reason: ': it stood still and was ended' };
  if (OUT_OF_MEMORY.test(stderrTail))
    return { code: 'WORKER_OUT_OF_MEMORY', exitClass: 'outOfMemory', reason: ': it was out of memory' };
  if (BLOCKED.test(stderrTail))
    return { code: 'WORKER_CRASHED', exitClass: 'blocked', reason: ': its code blocked the event loop' };
  if (code === WORKER_EXIT.fenced)
    return { code: 'WORKER_CRASHED', exitClass: 'fenced', reason: ': a newer process had its batch' };
  if (code === WORKER_EXIT.serviceGone)
    return { code: 'WORKER_CRASHED', exitClass: 'serviceGone', reason: ': it had lost its service' };
  // Nobody of us sends it without saying so: a person, or the system when it has no memory left.
  if (signal === 'SIGKILL') return { code: 'WORKER_CRASHED', exitClass: 'killed', reason: ' from outside' };
  if (signal) return { code: 'WORKER_CRASHED', exitClass: 'signal', reason: '' };
  return { code: 'WORKER_CRASHED', exitClass: code === 0 ? 'exited' : 'crashed', reason: '' };
}
