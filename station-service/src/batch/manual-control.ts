import { randomUUID } from 'node:crypto';
import type { BatchConfig } from '@neurohub/contracts/config';
import { CodedError, type ErrorData } from '@neurohub/contracts/errors';
import type { ManualCommand } from '@neurohub/contracts/record';
import type { BatchView, ManualAnswer, ManualBody } from '@neurohub/contracts/rest';
import { commandParams, manualCommands, nearestKey, planSecrets, resolveInstrument } from '@neurohub/package-kit';
import type { ManualReport, WorkerHandle } from '@neurohub/worker-link';
import type { LoadedPackage } from '../sequence/package-store.ts';
import type { BatchDependencies } from './batch-dependencies.ts';
import { learnSecrets } from './learn-secrets.ts';
import type { LogRelay } from './log-relay.ts';
import { manualLog } from './manual-log.ts';

type ManualResult = Extract<ManualReport, { type: 'MANUAL_RESULT' }>;
type ManualEnded = Extract<ManualReport, { type: 'MANUAL_ENDED' }>;

interface ManualControlParts {
  batch: BatchConfig;
  deps: BatchDependencies;
  logs: LogRelay;
  /** Shows the session that is open. */
  show(session: BatchView['manual']): void;
}

const DEFAULT_TIMEOUT_MS = 10_000;
const ATTEMPTS = 3;

/** Manual control of one batch: one command at a time, in a session that the worker ends when it is idle. */
export class ManualControl {
  readonly #parts: ManualControlParts;
  #session: NonNullable<BatchView['manual']> | null = null;
  #current: { commandId: string; result: PromiseWithResolvers<ManualResult> } | null = null;
  #ended: PromiseWithResolvers<ManualEnded> | null = null;

  constructor(parts: ManualControlParts) {
    this.#parts = parts;
  }

  /**
   * Sends one command to the worker; `answer` settles with what becomes of it.
   * @throws HARDWARE_NOT_FOUND, MANUAL_COMMAND_NOT_FOUND, PARAMETER_INVALID, MANUAL_BUSY, or why the worker refuses
   */
  async begin(
    body: ManualBody,
    to: { worker: WorkerHandle; loaded: LoadedPackage },
  ): Promise<{ answer: Promise<ManualAnswer> }> {
    if (this.#current || this.#ended) throw busy(this.#parts.batch.id);
    const { hardware, operator } = body;
    const command = findCommand(body, to.loaded);
    const message = this.#messageFor(body, { command, loaded: to.loaded });
    const commandId = randomUUID();
    const current = { commandId, result: Promise.withResolvers<ManualResult>() };
    // Whoever waits for it comes later than an early end of the worker.
    current.result.promise.catch(() => undefined);
    this.#current = current;
    const wasOpen = this.#session !== null;
    this.#open(hardware, operator);
    try {
      await to.worker.command({ ...message, commandId }, { attempts: ATTEMPTS });
    } catch (thrown) {
      this.#current = null;
      // One that does not answer may still begin later: it has to go, as after a START.
      if ((thrown as Partial<CodedError>).code === 'WORKER_TIMEOUT') to.worker.process.kill('SIGKILL');
      else if (!wasOpen) this.#close();
      throw thrown;
    }
    return { answer: this.#answer(current.result.promise, { body, command, params: message.params }) };
  }

  /** Lets a sequence have the instruments. @throws MANUAL_BUSY while a command is under way; CLEANUP_FAILED as {@link end} does */
  async makeWay(worker: WorkerHandle | null): Promise<void> {
    if (this.#current) throw busy(this.#parts.batch.id);
    await this.end(worker);
  }

  /** Ends the session; resolves when its instruments are safe and disconnected. @throws CLEANUP_FAILED naming those that are not safe */
  async end(worker: WorkerHandle | null): Promise<void> {
    if (!this.#session || !worker) return;
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
    this.#parts.logs.service('info', `manual control ended (${report.reason})`, null);
    this.#close();
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
    this.#close();
  }

  async #answer(
    result: Promise<ManualResult>,
    { body, command, params }: { body: ManualBody; command: ManualCommand; params: ManualBody['params'] },
  ): Promise<ManualAnswer> {
    const { logs, deps } = this.#parts;
    const call = { ...body, params };
    const { durationMs, value, error } = await result.catch((thrown: CodedError): never => {
      logs.service('warning', manualLog(call, { error: thrown }), null);
      throw thrown;
    });
    this.#current = null;
    const unit = command.returns?.unit;
    logs.service(error ? 'warning' : 'info', manualLog(call, { durationMs, value, unit, error }), null);
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

  #open(hardware: string, by: string | undefined): void {
    const since = this.#session?.since ?? this.#parts.deps.clock.wallIso();
    const all = new Set([...(this.#session?.hardware ?? []), hardware]);
    const who = this.#session?.by ?? by;
    this.#session = { hardware: [...all], since, ...(who !== undefined && { by: who }) };
    this.#parts.show(this.#session);
  }

  #close(): void {
    if (!this.#session) return;
    this.#session = null;
    this.#parts.show(null);
  }
}

function busy(batchId: string): CodedError {
  return new CodedError('MANUAL_BUSY', `a manual command of batch ${batchId} is under way`);
}

function findCommand({ hardware, command }: ManualBody, loaded: LoadedPackage): ManualCommand {
  const ids = Object.keys(loaded.manifest.hardware);
  if (!ids.includes(hardware))
    throw new CodedError(
      'HARDWARE_NOT_FOUND',
      `${loaded.manifest.name} has no hardware "${hardware}"${hint(hardware, ids)}`,
    );
  const commands = manualCommands(hardware, loaded);
  const found = commands.find(({ name }) => name === command);
  if (found) return found;
  const names = commands.map(({ name }) => name);
  const message = `hardware "${hardware}" has no command "${command}"${hint(command, names)}`;
  throw new CodedError('MANUAL_COMMAND_NOT_FOUND', message, { details: { commands: names } });
}

function hint(name: string, known: string[]): string {
  const meant = nearestKey(name, known);
  return meant ? `; did you mean "${meant}"?` : `; there are: ${known.join(', ') || 'none'}`;
}

/** Every hardware that the same simulator stands in for. */
function standInsWith(hardware: string, { compiled: { simulators } }: LoadedPackage): string[] {
  const own = simulators[hardware];
  const isSame = ([, { module, class: name }]: [string, { module: string; class: string }]) =>
    module === own?.module && name === own.class;
  return Object.entries(simulators)
    .filter(isSame)
    .map(([id]) => id);
}
