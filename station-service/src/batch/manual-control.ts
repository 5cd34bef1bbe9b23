import { randomUUID } from 'node:crypto';
import type { BatchConfig } from '@neurohub/contracts/config';
import { CodedError, type ErrorData } from '@neurohub/contracts/errors';
import type { ManualCommand } from '@neurohub/contracts/record';
import {
  type BatchView,
  LEAST_POLL_MS,
  type ManualAnswer,
  type ManualBody,
  type ManualHold,
} from '@neurohub/contracts/rest';
import type { ManualCause } from '@neurohub/contracts/vocabulary';
import { commandParams, planSecrets, resolveInstrument } from '@neurohub/package-kit';
import type { ManualReport, WorkerHandle } from '@neurohub/worker-link';
import type { LoadedPackage } from '../sequence/package-store.ts';
import type { BatchDependencies } from './batch-dependencies.ts';
import { learnSecrets } from './learn-secrets.ts';
import type { LogRelay } from './log-relay.ts';
import { findCommand, standInsWith } from './manual-call.ts';
import { manualLog } from './manual-log.ts';

type ManualResult = Extract<ManualReport, { type: 'MANUAL_RESULT' }>;
type ManualEnded = Extract<ManualReport, { type: 'MANUAL_ENDED' }>;

interface ManualControlParts {
  batch: BatchConfig;
  deps: BatchDependencies;
  logs: LogRelay;
  /** Shows the session that is open, or how it was over. */
  show(session: BatchView['manual'], ended?: BatchView['lastManual']): void;
}

const DEFAULT_TIMEOUT_MS = 10_000;
const ATTEMPTS = 3;

/**
 * Manual control of one batch: one command at a time, in a session that the worker ends when it is idle. A session begins with a
 * command, or with a screen that takes it: then it is that screen's alone.
 */
export class ManualControl {
  readonly #parts: ManualControlParts;
  #session: NonNullable<BatchView['manual']> | null = null;
  /** Of the screen that has the session. */
  #hold: string | null = null;
  /** Taken, and nothing was asked of the worker yet: it knows of no session that would end by itself. */
  #unused: NodeJS.Timeout | undefined;
  #isAtWorker = false;
  /** Why the end was asked for. */
  #cause: ManualCause = 'asked';
  /** When each value was polled last, by what was asked. */
  readonly #polled = new Map<string, number>();
  #current: { commandId: string; result: PromiseWithResolvers<ManualResult> } | null = null;
  #ended: PromiseWithResolvers<ManualEnded> | null = null;

  constructor(parts: ManualControlParts) {
    this.#parts = parts;
  }

  /** Gives the session to a screen, and to nobody else. @throws MANUAL_HELD while somebody has one; MANUAL_BUSY while it ends */
  take(by: string | undefined): ManualHold {
    if (this.#current || this.#ended) throw busy(this.#parts.batch.id);
    if (this.#session) throw held(this.#session);
    const { manualIdleMs: idleMs } = this.#parts.deps;
    this.#hold = randomUUID();
    this.#unused = setTimeout(() => this.#close('idle'), idleMs).unref();
    const { since } = this.#open(null, by);
    this.#parts.logs.service('info', `manual control taken by ${by ?? 'somebody'} at a screen`, null);
    return { hold: this.#hold, since, idleMs };
  }

  /** Ends the session of a screen that is gone. Gives whether it had it still. @throws as {@link end} */
  async release(hold: string, worker: WorkerHandle | null): Promise<boolean> {
    if (this.#hold !== hold) return false;
    await this.end(worker, 'screenLost');
    return true;
  }

  /** Whether this value has been polled in this session. */
  hasPolled(body: ManualBody): boolean {
    return body.poll === true && this.#polled.has(pollKey(body));
  }

  /**
   * Sends one command to the worker; `answer` settles with what becomes of it.
   * @throws HARDWARE_NOT_FOUND, MANUAL_COMMAND_NOT_FOUND, PARAMETER_INVALID, MANUAL_BUSY, MANUAL_HELD when a screen has the session,
   *   MANUAL_ABORTED when the one that asks has it no more, or why the worker refuses
   */
  async begin(
    body: ManualBody,
    to: { worker: WorkerHandle; loaded: LoadedPackage },
  ): Promise<{ answer: Promise<ManualAnswer> }> {
    this.#assertMayAsk(body);
    const isRepeat = this.hasPolled(body);
    const { hardware, operator } = body;
    const command = findCommand(body, to.loaded);
    const message = this.#messageFor(body, { command, loaded: to.loaded });
    const commandId = randomUUID();
    const current = { commandId, result: Promise.withResolvers<ManualResult>() };
    // Whoever waits for it comes later than an early end of the worker.
    current.result.promise.catch(() => undefined);
    this.#current = current;
    if (body.poll) this.#polled.set(pollKey(body), this.#parts.deps.clock.monotonicMs());
    const before = this.#session;
    const wasAtWorker = this.#isAtWorker;
    this.#isAtWorker = true;
    clearTimeout(this.#unused);
    this.#open(hardware, operator);
    try {
      await to.worker.command({ ...message, commandId }, { attempts: ATTEMPTS });
    } catch (thrown) {
      this.#current = null;
      // One that does not answer may still begin later: it has to go, as after a START.
      if ((thrown as Partial<CodedError>).code === 'WORKER_TIMEOUT') to.worker.process.kill('SIGKILL');
      else this.#goBack(before, wasAtWorker);
      throw thrown;
    }
    return { answer: this.#answer(current.result.promise, { body, command, params: message.params, isRepeat }) };
  }

  /** The worker has refused: it is as before. */
  #goBack(before: BatchView['manual'], wasAtWorker: boolean): void {
    this.#isAtWorker = wasAtWorker;
    if (before === null) {
      this.#close(null);
      return;
    }
    this.#session = before;
    this.#parts.show(before);
    if (!wasAtWorker) this.#unused = setTimeout(() => this.#close('idle'), this.#parts.deps.manualIdleMs).unref();
  }

  #assertMayAsk(body: ManualBody): void {
    if (body.hold !== undefined && body.hold !== this.#hold)
      throw new CodedError('MANUAL_ABORTED', `manual control of batch ${this.#parts.batch.id} is over for this screen`);
    if (this.#session && this.#hold !== null && body.hold === undefined) throw held(this.#session);
    if (this.#current || this.#ended) throw busy(this.#parts.batch.id);
    const last = body.poll && this.#polled.get(pollKey(body));
    if (typeof last === 'number' && this.#parts.deps.clock.monotonicMs() - last < LEAST_POLL_MS)
      throw new CodedError('MANUAL_BUSY', `a value is read at most every ${LEAST_POLL_MS} ms`);
  }

  /** Lets a sequence have the instruments. @throws MANUAL_BUSY while a command is under way; CLEANUP_FAILED as {@link end} does */
  async makeWay(worker: WorkerHandle | null): Promise<void> {
    if (this.#current) throw busy(this.#parts.batch.id);
    await this.end(worker, 'sequence');
  }

  /** Ends the session; resolves when its instruments are safe and disconnected. @throws CLEANUP_FAILED naming those that are not safe */
  async end(worker: WorkerHandle | null, cause: ManualCause = 'asked'): Promise<void> {
    if (this.#session && !this.#isAtWorker) return this.#close(cause);
    if (!this.#session || !worker) return;
    this.#cause = cause;
    this.#ended ??= Promise.withResolvers<ManualEnded>();
    const { promise } = this.#ended;
    promise.catch(() => undefined);
    try {
      await worker.command({ type: 'END_MANUAL' }, { attempts: ATTEMPTS });
    } catch (thrown) {
      // It was not asked: nobody may wait for its end, and the next who asks begins anew.
      this.#ended?.reject(thrown);
      this.#ended = null;
      throw thrown;
    }
    const unsafe = (await promise).failures.filter(({ action }) => action === 'safeStop');
    if (unsafe.length === 0) return;
    const text = unsafe.map(({ hardware, error }) => `${hardware}: ${error.message}`).join('; ');
    throw new CodedError('CLEANUP_FAILED', `not made safe: ${text}`, { details: { failures: unsafe } });
  }

  /** What the worker says. A result that nobody waits for any more is a repeat. */
  report(report: ManualReport): void {
    if (report.type === 'MANUAL_RESULT') {
      if (this.#current?.commandId === report.commandId) this.#current.result.resolve(report);
      return;
    }
    for (const { hardware, action, error } of report.failures)
      this.#parts.logs.service('error', `manual control: ${action}() of "${hardware}" failed: ${error.message}`, null);
    const unsafe = report.failures.flatMap(({ hardware, action }) => (action === 'safeStop' ? hardware : []));
    this.#close(report.reason === 'asked' ? this.#cause : report.reason, unsafe);
    this.#ended?.resolve(report);
    this.#ended = null;
  }

  /** The worker process has ended; it made safe if it could. */
  workerGone(error: ErrorData): void {
    const gone = new CodedError(error.code, error.message, { details: error.details });
    this.#current?.result.reject(gone);
    this.#ended?.reject(gone);
    this.#current = null;
    this.#ended = null;
    this.#close('workerDied');
  }

  async #answer(
    result: Promise<ManualResult>,
    {
      body,
      command,
      params,
      isRepeat,
    }: {
      body: ManualBody;
      command: ManualCommand;
      params: ManualBody['params'];
      isRepeat: boolean;
    },
  ): Promise<ManualAnswer> {
    const { logs, deps } = this.#parts;
    const call = { ...body, params };
    const { durationMs, value, error } = await result.catch((thrown: CodedError): never => {
      logs.service('warning', manualLog(call, { error: thrown }), null);
      throw thrown;
    });
    this.#current = null;
    const unit = command.returns?.unit;
    const line = manualLog(call, { durationMs, value, unit, error });
    if (error) logs.service('warning', line, null);
    else if (!isRepeat) logs.service('info', line, null);
    if (error) throw new CodedError(error.code, error.message, { details: error.details });
    const at = deps.clock.wallIso();
    return { ...(value !== undefined && { value }), ...(unit !== undefined && { unit }), durationMs, at };
  }

  #messageFor(
    { hardware, params = {} }: ManualBody,
    { command, loaded }: { command: ManualCommand; loaded: LoadedPackage },
  ) {
    const { batch, deps } = this.#parts;
    const settings = resolveInstrument(hardware, { ...loaded, batch });
    const secrets = planSecrets({ [hardware]: settings }, process.env);
    learnSecrets(deps.redactor, { secrets, hardware: settings, parameters: params });
    return {
      type: 'MANUAL_CONTROL' as const,
      ...{ hardware, settings, command: command.name, params: commandParams(command, params) },
      timeoutMs: Math.ceil(command.timeoutMs ?? DEFAULT_TIMEOUT_MS),
      idleMs: deps.manualIdleMs,
      simulated: batch.simulation,
      ...(batch.simulation && { simulates: standInsWith(hardware, loaded) }),
      secrets,
    };
  }

  #open(hardware: string | null, by: string | undefined): NonNullable<BatchView['manual']> {
    const since = this.#session?.since ?? this.#parts.deps.clock.wallIso();
    const all = new Set([...(this.#session?.hardware ?? []), ...(hardware === null ? [] : [hardware])]);
    const who = this.#session?.by ?? by;
    const atScreen = this.#hold !== null && ({ atScreen: true } as const);
    this.#session = { hardware: [...all], since, ...(who !== undefined && { by: who }), ...atScreen };
    this.#parts.show(this.#session);
    return this.#session;
  }

  /** @param cause null for a session that never came about */
  #close(cause: ManualCause | null, unsafe: string[] = []): void {
    if (!this.#session) return;
    const { since } = this.#session;
    clearTimeout(this.#unused);
    this.#polled.clear();
    this.#session = null;
    this.#hold = null;
    this.#isAtWorker = false;
    this.#cause = 'asked';
    if (cause === null) {
      this.#parts.show(null);
      return;
    }
    this.#parts.logs.service('info', `manual control ended (${cause})`, null);
    const at = this.#parts.deps.clock.wallIso();
    this.#parts.show(null, { at, since, cause, ...(unsafe.length > 0 && { unsafe }) });
  }
}

const pollKey = ({ hardware, command, params = {} }: ManualBody) => JSON.stringify([hardware, command, params]);

function busy(batchId: string): CodedError {
  return new CodedError('MANUAL_BUSY', `a manual command of batch ${batchId} is under way`);
}

function held({ by, since, atScreen }: NonNullable<BatchView['manual']>): CodedError {
  const message = `${by ?? 'somebody'} has manual control ${atScreen ? 'at a screen ' : ''}since ${since}`;
  return new CodedError('MANUAL_HELD', message, { details: { ...(by !== undefined && { by }), since } });
}
