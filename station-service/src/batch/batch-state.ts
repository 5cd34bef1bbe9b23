import type { BatchConfig } from '@neurohub/contracts/config';
import type { ErrorData } from '@neurohub/contracts/errors';
import type { BatchView } from '@neurohub/contracts/rest';
import type { BatchProcessState } from '@neurohub/contracts/vocabulary';
import type { LoadedPackage } from '../sequence/package-store.ts';

type ShownHardware = Pick<BatchView['hardware'][string], 'connected' | 'state' | 'identity' | 'attempt' | 'problem'>;

/** What a batch shows of itself. Each change gets a new version and is announced. */
export class BatchState {
  readonly #config: BatchConfig;
  readonly #slot: number;
  readonly #announce: () => void;
  #processState: BatchProcessState = 'stopped';
  #error: ErrorData | null = null;
  #package: LoadedPackage | null = null;
  #version: number;
  #blockedUntil: string | null = null;
  #resources: BatchView['resources'] = null;
  #manual: BatchView['manual'] = null;
  #lastManual: BatchView['lastManual'];
  readonly #hardware: BatchView['hardware'] = {};

  /** @param version it goes on from this one */
  constructor(config: BatchConfig, { slot, version }: { slot: number; version: number }, announce: () => void) {
    this.#config = config;
    this.#slot = slot;
    this.#version = version;
    this.#announce = announce;
  }

  get processState(): BatchProcessState {
    return this.#processState;
  }

  get error(): ErrorData | null {
    return this.#error;
  }

  get isBlocked(): boolean {
    return this.#blockedUntil !== null;
  }

  get package(): LoadedPackage | null {
    return this.#package;
  }

  view({ pid, execution, recovery }: Pick<BatchView, 'pid' | 'execution' | 'recovery'>): BatchView {
    const { id, name, sequencePackage, autoStart } = this.#config;
    return {
      ...{ id, name, slot: this.#slot, sequencePackage, autoStart, pid, execution, recovery },
      blockedUntil: this.#blockedUntil,
      resources: this.#resources,
      processState: this.#processState,
      version: this.#version,
      error: this.#error,
      sequence: this.#package?.view ?? null,
      hardware: this.#hardware,
      simulation: this.#config.simulation,
      manual: this.#manual,
      ...(this.#lastManual && { lastManual: this.#lastManual }),
    };
  }

  /** A new state of the process; `error` says why the batch is not as it should be, null that it is. */
  enter(processState: BatchProcessState, error: ErrorData | null = this.#error): void {
    this.#processState = processState;
    this.#error = error;
    this.#changed();
  }

  showPackage(loaded: LoadedPackage): void {
    this.#package = loaded;
    for (const [id, { displayName }] of Object.entries(loaded.manifest.hardware))
      this.#hardware[id] ??= { displayName, connected: false, ...this.#sharedOf(id) };
    this.#changed();
  }

  showError(error: ErrorData): void {
    this.#error = error;
    this.#changed();
  }

  showHardware(id: string, { connected, state, identity, attempt, problem }: ShownHardware): void {
    const { state: _s, attempt: _a, problem: _p, ...known } = this.#hardware[id] ?? {};
    this.#hardware[id] = {
      ...known,
      connected,
      ...(state && { state }),
      ...(attempt !== undefined && { attempt }),
      ...(problem !== undefined && { problem }),
      ...(identity && { identity }),
    };
    this.#changed();
  }

  /** Something else that the view shows has changed. */
  refresh(): void {
    this.#changed();
  }

  /** Announced only when one has changed. */
  showHolders(holderOf: (instrument: string) => string | undefined): void {
    const changed = Object.values(this.#hardware).filter((hardware) => {
      const holder = hardware.instrument === undefined ? undefined : holderOf(hardware.instrument);
      if (hardware.heldBy === holder) return false;
      if (holder === undefined) delete hardware.heldBy;
      else hardware.heldBy = holder;
      return true;
    });
    if (changed.length > 0) this.#changed();
  }

  /** The session that is open, or how it was over. */
  showManual(session: BatchView['manual'], ended?: BatchView['lastManual']): void {
    this.#manual = session;
    this.#lastManual = ended;
    this.#changed();
  }

  /** Its code blocks the process until then at the latest; null: it does not. */
  showBlocked(until: string | null): void {
    this.#blockedUntil = until;
    this.#changed();
  }

  showResources(resources: BatchView['resources']): void {
    this.#resources = resources;
    this.#changed();
  }

  disconnectHardware(): void {
    this.#blockedUntil = null;
    for (const hardware of Object.values(this.#hardware)) {
      hardware.connected = false;
      delete hardware.state;
      delete hardware.attempt;
      delete hardware.problem;
    }
  }

  /** A simulated batch shares nothing. */
  #sharedOf(id: string): { instrument?: string } {
    const { shared, simulation } = this.#config;
    const instrument = Object.hasOwn(shared, id) && !simulation ? shared[id] : undefined;
    return instrument === undefined ? {} : { instrument };
  }

  #changed(): void {
    this.#version += 1;
    this.#announce();
  }
}
