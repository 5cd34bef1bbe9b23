import { setTimeout as delay } from 'node:timers/promises';
import { CodedError, toErrorData } from '@neurohub/contracts/errors';
import type { Command, RecordReply, RecordRequest } from '@neurohub/contracts/ipc';
import type { PlanHardware } from '@neurohub/contracts/record';
import type { ManualEnd } from '@neurohub/contracts/vocabulary';
import type {
  CloseReport,
  HardwareConfig,
  HardwareStatusDetails,
  Lease,
  ManualCall,
  ManualDrivers,
  SimulatorSet,
  TelemetrySink,
} from '@neurohub/sequence-sdk/executor';
import type { Guard } from './guard.ts';
import { resolveHardwareConfig } from './hardware-config.ts';
import type { InstrumentGuard } from './instrument-guard.ts';
import type { LoadedPackage } from './loaded-package.ts';
import type { SharedLeases } from './shared-leases.ts';

export type ManualControl = Extract<Command, { type: 'MANUAL_CONTROL' }>;

export interface ManualParts {
  pack: LoadedPackage;
  guard: Pick<Guard, 'vitalSigns' | 'nameActivities' | 'nameSecrets'>;
  instruments: InstrumentGuard;
  leases: SharedLeases;
  records: { request(message: RecordRequest): Promise<RecordReply> };
  telemetry: TelemetrySink;
  epoch: number;
}

/** Getting the instrument, and making it safe: each has limits of its own, within which its code may block the loop. */
const PREPARE_LIMIT_MS = 60_000;
const CLOSE_LIMIT_MS = 60_000;
/** Beyond the command's own limit, so that its ordinary time-out comes first as long as the loop is alive. */
const GRACE_MS = 2_000;
/** A session that is over does not wait longer for a service that does not answer. */
const TELL_LIMIT_MS = 5_000;

/**
 * Manual control, from its first command to its end: instruments stay connected in between. It ends when it is asked to, when nothing
 * was asked for long enough, or with the process; then everything is made safe.
 */
export class ManualSession {
  readonly #parts: ManualParts;
  readonly #onEnded: (outcome: { mustReplaceWorker: boolean }) => void;
  readonly #drivers: ManualDrivers;
  readonly #simulators: SimulatorSet;
  readonly #simulated = new Map<string, HardwareConfig>();
  /** Of shared instruments, by instrument: held until the end of the session. */
  readonly #leases = new Map<string, Lease>();
  readonly #isSafe = Promise.withResolvers<void>();
  readonly #ending = new AbortController();
  #current: Promise<void> | null = null;
  #idleTimer: NodeJS.Timeout | undefined;
  #lateError: CodedError | null = null;
  #end: Promise<void> | null = null;
  #serviceIsGone = false;

  /** `onEnded` is called once. */
  constructor(parts: ManualParts, onEnded: (outcome: { mustReplaceWorker: boolean }) => void) {
    this.#parts = parts;
    this.#onEnded = onEnded;
    ({ drivers: this.#drivers, simulators: this.#simulators } = parts.pack.manualControl({
      log: (level, message) => this.#log(level, message),
      hardwareStatus: (hardware, connected, details) => this.#hardwareStatus(hardware, connected, details),
    }));
  }

  /** Begins a command; its result goes out on the record lane. @throws MANUAL_BUSY while another one, or the end, is under way */
  begin(command: ManualControl): void {
    if (this.#current) throw new CodedError('MANUAL_BUSY', 'another manual command is under way');
    if (this.#end) throw new CodedError('MANUAL_BUSY', 'the manual session is being ended');
    clearTimeout(this.#idleTimer);
    this.#current = this.#work(command);
  }

  /** Ends what is under way, makes safe and disconnects. A repeat waits for the same end; its reason is the first. */
  end(reason: ManualEnd): Promise<void> {
    this.#end ??= this.#close(reason);
    return this.#end;
  }

  /** Nobody is there to be told any more. */
  abandonRecords(): void {
    this.#serviceIsGone = true;
  }

  /** Takes an error that nothing awaited: the command of that moment is an error, the session ends, and the process with it. */
  reportLateError(thrown: unknown): void {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    this.#lateError ??= new CodedError('LATE_ERROR', `nothing awaited what failed later: ${message}`, {
      cause: thrown,
    });
    this.#log('error', this.#lateError.message);
    this.#drivers.interrupt(this.#lateError);
    if (!this.#current) void this.end('fault');
  }

  async #work(command: ManualControl): Promise<void> {
    const beganMs = performance.now();
    const outcome = await this.#outcome(command);
    const durationMs = Math.max(0, performance.now() - beganMs);
    this.#current = null;
    void this.#tell({
      type: 'MANUAL_RESULT',
      epoch: this.#parts.epoch,
      commandId: command.commandId,
      durationMs,
      ...outcome,
    });
    if (this.#lateError || this.#drivers.hasAbandoned) void this.end('fault');
    else if (!this.#end) this.#idleTimer = setTimeout(() => void this.end('idle'), command.idleMs);
  }

  async #outcome(command: ManualControl) {
    try {
      const name = `manual command ${command.hardware}.${command.command}`;
      const call = await this.#watched(name, { limitMs: PREPARE_LIMIT_MS, work: () => this.#prepare(command) });
      const work = () => this.#drivers.call(call);
      const value = await this.#watched(name, { limitMs: command.timeoutMs + GRACE_MS, work });
      if (this.#lateError) throw this.#lateError;
      if (command.command === 'identify' && typeof value === 'string')
        this.#hardwareStatus(command.hardware, true, { state: 'connected', identity: value });
      return value === undefined ? {} : { value };
    } catch (thrown) {
      return { error: this.#parts.pack.describeError(this.#lateError ?? thrown) };
    }
  }

  /** The instrument is ours and connected afterwards. */
  async #prepare({ hardware, settings, command, params, timeoutMs, simulates, secrets, simulated }: ManualControl) {
    const { pack } = this.#parts;
    // What is kept connected between executions gives way: it is made anew here.
    await pack.pool.close();
    if (settings.shared) await this.#lease(hardware, settings);
    const make = await pack.driver(settings);
    this.#parts.guard.nameSecrets(secrets);
    const config = resolveHardwareConfig({ [hardware]: settings }, secrets)[hardware] ?? {};
    const stand = simulated ? await this.#simulatedSettings(hardware, { settings, simulates }) : {};
    const call: ManualCall = {
      ...{ hardware, make, method: command, timeoutMs },
      config: { ...config, ...stand },
      arming: simulated
        ? undefined
        : this.#parts.instruments.armingFor({
            hardware: { [hardware]: settings },
            hardwareConfig: { [hardware]: config },
            executionId: null,
          }),
      args: Object.values(params).map((value) => value ?? undefined),
    };
    await this.#drivers.connect(call);
    return call;
  }

  /** A person does not stand in line: an instrument that another batch has is refused. */
  async #lease(hardware: string, settings: PlanHardware): Promise<void> {
    const { instrument } = settings;
    if (this.#leases.has(instrument)) return;
    const waiting = new AbortController();
    const resources = this.#parts.leases.resourcesFor({
      executionId: null,
      hardware: { [hardware]: settings },
      // The session connects by itself, and disconnects before it gives back.
      host: { attach: async () => undefined, detach: () => this.#isSafe.promise.then(() => []) },
      untilIdle: async () => undefined,
      failed: (error) => this.#revoked(error),
    });
    const lease = await resources.acquire([instrument], {
      step: `manual control of ${hardware}`,
      signal: AbortSignal.any([waiting.signal, this.#ending.signal]),
      queued: (owner) =>
        waiting.abort(new CodedError('INSTRUMENT_IN_USE', `"${hardware}" is shared and in use: ${owner}`)),
    });
    this.#leases.set(instrument, lease);
  }

  #revoked(error: CodedError): void {
    this.#drivers.interrupt(error);
    void this.end('revoked');
  }

  /** One simulator of each class for the whole session: what one instrument does, another one finds. */
  async #simulatedSettings(
    hardware: string,
    { settings: { simulator }, simulates = [hardware] }: Pick<ManualControl, 'settings' | 'simulates'>,
  ) {
    if (!simulator) throw new CodedError('SIMULATOR_MISSING', `hardware "${hardware}" has no simulator`);
    const key = `${simulator.module}#${simulator.class}`;
    const running =
      this.#simulated.get(key) ??
      (await this.#simulators.startAll([await this.#parts.pack.simulator(simulator, simulates)]));
    this.#simulated.set(key, running);
    return running[hardware] ?? {};
  }

  async #close(reason: ManualEnd): Promise<void> {
    clearTimeout(this.#idleTimer);
    const aborted = new CodedError('MANUAL_ABORTED', `the manual session was ended (${reason})`);
    this.#simulators.abort(aborted);
    this.#drivers.interrupt(aborted);
    this.#ending.abort(aborted);
    await this.#current;
    const report = await this.#watched('the end of manual control', {
      limitMs: CLOSE_LIMIT_MS,
      work: () => this.#makeSafe(),
    });
    for (const { hardware, action, error } of report.failures)
      this.#log('error', `${action}() of "${hardware}" failed: ${error.message}`);
    this.#isSafe.resolve();
    await Promise.all([...this.#leases.values()].map((lease) => lease.release()));
    await this.#tell({ type: 'MANUAL_ENDED', epoch: this.#parts.epoch, reason, failures: report.failures });
    this.#onEnded({ mustReplaceWorker: this.#lateError !== null || report.abandoned });
  }

  async #makeSafe(): Promise<CloseReport> {
    const report = await this.#drivers.closeAll();
    const { abandoned } = await this.#simulators.stopAll();
    return { ...report, abandoned: report.abandoned || abandoned };
  }

  /** Tells the watchdog how long the loop may be blocked by it. One at a time. */
  async #watched<T>(name: string, { limitMs, work }: { limitMs: number; work: () => Promise<T> }): Promise<T> {
    const { guard } = this.#parts;
    guard.nameActivities([name]);
    guard.vitalSigns.begin(0, limitMs);
    try {
      return await work();
    } finally {
      guard.vitalSigns.end();
    }
  }

  /** Resolves when the service knows, or will not come to know. */
  async #tell(message: RecordRequest): Promise<void> {
    if (this.#serviceIsGone) return;
    const told = this.#parts.records
      .request(message)
      .catch((thrown: unknown) => process.stderr.write(`manual control: ${toErrorData(thrown).message}\n`));
    await Promise.race([told, delay(TELL_LIMIT_MS, undefined, { ref: false })]);
  }

  #log(level: 'debug' | 'info' | 'warning' | 'error', message: string): void {
    const at = new Date().toISOString();
    this.#parts.telemetry.publish({
      type: 'LOG',
      executionId: null,
      step: null,
      level,
      message: message.slice(0, 10_000),
      at,
    });
  }

  #hardwareStatus(hardware: string, connected: boolean, details?: HardwareStatusDetails): void {
    this.#parts.telemetry.publish({ type: 'HARDWARE_STATUS', hardware, connected, ...details });
  }
}
