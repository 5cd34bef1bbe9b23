import { hostname } from 'node:os';
import { join } from 'node:path';
import type { ArmedInstrument } from '@neurohub/contracts/armed';
import type { WorkerBoot } from '@neurohub/contracts/ipc';
import type { ExecutionPlan, PlanHardware } from '@neurohub/contracts/record';
import type { Arming } from '@neurohub/sequence-sdk/executor';
import { removeArmedFile, writeArmedFile } from './armed-file.ts';
import { InstrumentLock } from './instrument-lock.ts';

type Boot = Pick<WorkerBoot, 'batchId' | 'epoch' | 'package' | 'armedDir'>;

/** What the instruments are for: their settings by hardware id, and who uses them. */
export interface InstrumentUse {
  hardware: ExecutionPlan['hardware'];
  executionId: string | null;
  /** The ids whose simulator stands in: nothing real is touched. */
  simulated?: ReadonlySet<string> | undefined;
}

interface Held {
  lock: InstrumentLock;
  /** Two drivers of a package may talk to one instrument: the last one frees it, and the last one made safe disarms it. */
  users: Set<string>;
  armed: Set<string>;
  /** It was armed before this process took it: only making safe removes the file. */
  wasFoundArmed: boolean;
}

/** The instruments that this process holds: their locks, and the armed files of those it may have to make safe. */
export class InstrumentGuard {
  readonly #boot: Boot;
  readonly #held = new Map<string, Promise<Held>>();
  readonly #onFailure: (message: string) => void;

  /** `onFailure`: told what could not be given back; nobody waits for it. */
  constructor(boot: Boot, onFailure: (message: string) => void) {
    this.#boot = boot;
    this.#onFailure = onFailure;
  }

  /** Undefined where the station has no folder for it. */
  armingFor(use: InstrumentUse): Arming | undefined {
    const folder = this.#boot.armedDir;
    if (folder === undefined) return undefined;
    const real = (id: string) => (use.simulated?.has(id) ? undefined : use.hardware[id]);
    return {
      arm: async (id, { canBeMadeSafe }) => {
        const settings = real(id);
        if (!settings) return;
        const held = await this.#take(folder, settings.instrument, use.executionId);
        held.users.add(id);
        if (canBeMadeSafe) await this.#writeFile(folder, held, this.#armedOf(id, settings, use.executionId));
      },
      disarm: (id, why) => this.#quietly(() => this.#disarm(folder, { hardware: id, settings: real(id) }, why)),
      letGo: (id) => this.#quietly(() => this.#letGo(real(id), id)),
    };
  }

  #take(folder: string, instrument: string, executionId: string | null): Promise<Held> {
    const known = this.#held.get(instrument);
    if (known) return known;
    const taking = this.#lock(folder, instrument, executionId);
    this.#held.set(instrument, taking);
    taking.catch(() => this.#held.delete(instrument));
    return taking;
  }

  async #lock(folder: string, instrument: string, executionId: string | null): Promise<Held> {
    const { batchId } = this.#boot;
    const owner = { batchId, executionId, pid: process.pid, since: new Date().toISOString() };
    const lock = await InstrumentLock.take(folder, instrument, owner);
    return { lock, users: new Set(), armed: new Set(), wasFoundArmed: false };
  }

  async #writeFile(folder: string, held: Held, armed: ArmedInstrument): Promise<void> {
    const isFirst = held.armed.size === 0;
    held.armed.add(armed.hardware);
    const hadOne = await writeArmedFile(join(folder, `${armed.instrument}.json`), armed);
    if (isFirst) held.wasFoundArmed ||= hadOne;
  }

  #armedOf(hardware: string, settings: PlanHardware, executionId: string | null): ArmedInstrument {
    const { batchId, epoch, package: pack } = this.#boot;
    const { instrument, driverModule, driverClass, config, configTypes } = settings;
    return {
      armedVersion: 1,
      ...{ instrument, batchId, epoch, executionId, hardware },
      package: { hash: pack.hash, dir: pack.dir, nodeModules: pack.nodeModules },
      // The settings of the plan: they name secrets, and do not hold them.
      driver: { driverModule, driverClass, config, configTypes },
      process: { pid: process.pid, host: hostname() },
      at: new Date().toISOString(),
    };
  }

  async #disarm(
    folder: string,
    { hardware, settings }: { hardware: string; settings: PlanHardware | undefined },
    why: 'madeSafe' | 'neverConnected',
  ): Promise<void> {
    const held = settings && (await this.#held.get(settings.instrument));
    if (!settings || !held?.armed.has(hardware)) return;
    if (why === 'neverConnected' && held.wasFoundArmed) return;
    held.armed.delete(hardware);
    if (held.armed.size > 0) return;
    held.wasFoundArmed = false;
    await removeArmedFile(join(folder, `${settings.instrument}.json`));
  }

  async #letGo(settings: PlanHardware | undefined, hardware: string): Promise<void> {
    const held = settings && (await this.#held.get(settings.instrument));
    if (!settings || !held) return;
    held.users.delete(hardware);
    if (held.users.size > 0) return;
    this.#held.delete(settings.instrument);
    await held.lock.release();
  }

  async #quietly(act: () => Promise<void>): Promise<void> {
    await act().catch((thrown: unknown) => this.#onFailure(thrown instanceof Error ? thrown.message : String(thrown)));
  }
}
