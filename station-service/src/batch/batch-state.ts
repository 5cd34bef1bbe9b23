import type { BatchConfig } from '@neurohub/contracts/config';
import type { ErrorData } from '@neurohub/contracts/errors';
import type { BatchView, ExecutionView } from '@neurohub/contracts/rest';
import type { BatchProcessState } from '@neurohub/contracts/vocabulary';
import type { LoadedPackage } from '../sequence/package-store.ts';

/** What a batch shows of itself. Each change gets a new version and is announced. */
export class BatchState {
  readonly #config: BatchConfig;
  readonly #slot: number;
  readonly #announce: () => void;
  #processState: BatchProcessState = 'stopped';
  #error: ErrorData | null = null;
  #package: LoadedPackage | null = null;
  #version = 0;
  readonly #hardware: BatchView['hardware'] = {};

  constructor(config: BatchConfig, slot: number, announce: () => void) {
    this.#config = config;
    this.#slot = slot;
    this.#announce = announce;
  }

  get processState(): BatchProcessState {
    return this.#processState;
  }

  get package(): LoadedPackage | null {
    return this.#package;
  }

  view({ pid, execution }: { pid: number | null; execution: ExecutionView | null }): BatchView {
    const { id, name, sequencePackage, autoStart } = this.#config;
    return {
      ...{ id, name, slot: this.#slot, sequencePackage, autoStart, pid, execution },
      processState: this.#processState,
      version: this.#version,
      error: this.#error,
      sequence: this.#package?.view ?? null,
      hardware: this.#hardware,
      simulation: this.#config.simulation,
      manual: null,
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
      this.#hardware[id] ??= { displayName, connected: false };
    this.#changed();
  }

  showError(error: ErrorData): void {
    this.#error = error;
    this.#changed();
  }

  showHardware(id: string, { connected, identity }: { connected: boolean; identity?: string | undefined }): void {
    this.#hardware[id] = { ...this.#hardware[id], connected, ...(identity && { identity }) };
    this.#changed();
  }

  disconnectHardware(): void {
    for (const hardware of Object.values(this.#hardware)) hardware.connected = false;
  }

  #changed(): void {
    this.#version += 1;
    this.#announce();
  }
}
