import { hostname } from 'node:os';
import { join } from 'node:path';
import { type ArmedInstrument, armedFileName } from '@neurohub/contracts/armed';
import type { WorkerBoot } from '@neurohub/contracts/ipc';
import type { ExecutionPlan, PlanHardware } from '@neurohub/contracts/record';
import type { Arming, HardwareConfig } from '@neurohub/sequence-sdk/executor';
import { addressLock } from './address-lock.ts';
import { removeArmedFile, writeArmedFile } from './armed-file.ts';
import { InstrumentLock } from './instrument-lock.ts';
import { bootId, identityOf } from './process-identity.ts';

type Boot = Pick<WorkerBoot, 'batchId' | 'epoch' | 'package' | 'armedDir' | 'servicePid'>;

/** What the instruments are for: their settings by hardware id, and who uses them. */
export interface InstrumentUse {
  hardware: ExecutionPlan['hardware'];
  /** The same settings with secrets filled in: they say where each instrument is. */
  hardwareConfig: HardwareConfig;
  executionId: string | null;
  /** The ids whose simulator stands in: nothing real is touched. */
  simulated?: ReadonlySet<string> | undefined;
}

/**
 * One lock that is held. An instrument has two: that of its address keeps others off it, whatever they call it; that of its id keeps
 * them off its armed file, which is named by the id.
 */
interface Held {
  lock: InstrumentLock;
  /** Two drivers of a package may talk to one instrument: the last one frees it. */
  users: Set<string>;
}

/** What a driver needs before it is connected: these locks, as its user. */
interface Claim {
  id: string;
  names: readonly string[];
  instrument: string;
  executionId: string | null;
}

/** The instruments that this process holds: their locks, and the armed files of those it may have to make safe. */
export class InstrumentGuard {
  readonly #boot: Boot;
  readonly #held = new Map<string, Promise<Held>>();
  readonly #onFailure: (message: string) => void;
  /** Armed files of this process; true: somebody before it may have left the instrument live, and only making safe removes the file. */
  readonly #armed = new Map<string, boolean>();

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
    // As they were named when they were taken: a link of a serial port may lead elsewhere by the time it is let go.
    const namesOf = new Map<string, readonly string[]>();
    return {
      arm: async (id, { canBeMadeSafe }) => {
        const settings = real(id);
        if (!settings) return;
        const lock = await addressLock(use.hardwareConfig[id] ?? {});
        const names = lock === undefined ? [settings.instrument] : [lock, settings.instrument];
        await this.#hold(folder, { id, names, instrument: settings.instrument, executionId: use.executionId });
        namesOf.set(id, names);
        if (!canBeMadeSafe) return;
        const file = join(folder, fileOf(use, id));
        const hadOne = await writeArmedFile(file, this.#armedOf(id, { settings, lock }, use.executionId));
        if (!this.#armed.has(file)) this.#armed.set(file, hadOne);
      },
      disarm: (id, why) => this.#quietly(() => this.#disarm(real(id) && join(folder, fileOf(use, id)), why)),
      letGo: (id) => {
        const file = join(folder, fileOf(use, id));
        if (this.#armed.has(file)) this.#armed.set(file, true);
        return this.#quietly(() => this.#letGo(id, namesOf.get(id) ?? []));
      },
    };
  }

  /** All of them, or none. Nobody waits for a lock, so nobody waits in a circle. */
  async #hold(folder: string, { id, names, ...owner }: Claim): Promise<void> {
    try {
      for (const name of names) (await this.#take(folder, name, owner)).users.add(id);
    } catch (thrown) {
      await this.#letGo(id, names);
      throw thrown;
    }
  }

  #take(folder: string, name: string, owner: Pick<Claim, 'instrument' | 'executionId'>): Promise<Held> {
    const known = this.#held.get(name);
    if (known) return known;
    const taking = this.#lock(folder, name, owner);
    this.#held.set(name, taking);
    taking.catch(() => this.#held.delete(name));
    return taking;
  }

  async #lock(
    folder: string,
    name: string,
    { instrument, executionId }: Pick<Claim, 'instrument' | 'executionId'>,
  ): Promise<Held> {
    const { batchId } = this.#boot;
    const owner = { batchId, executionId, pid: process.pid, since: new Date().toISOString() };
    const lock = await InstrumentLock.take(folder, { name, instrument }, owner);
    return { lock, users: new Set() };
  }

  #armedOf(
    hardware: string,
    { settings, lock }: { settings: PlanHardware; lock: string | undefined },
    executionId: string | null,
  ): ArmedInstrument {
    const { batchId, epoch, package: pack } = this.#boot;
    const { instrument, driverModule, driverClass, config, configTypes } = settings;
    return {
      armedVersion: 1,
      ...{ instrument, batchId, epoch, executionId, hardware },
      ...(lock !== undefined && { lock }),
      package: { hash: pack.hash, dir: pack.dir, nodeModules: pack.nodeModules },
      // The settings of the plan: they name secrets, and do not hold them.
      driver: { driverModule, driverClass, config, configTypes },
      process: this.#self(),
      at: new Date().toISOString(),
    };
  }

  async #disarm(file: string | undefined, why: 'madeSafe' | 'neverConnected'): Promise<void> {
    if (file === undefined || !this.#armed.has(file) || (why === 'neverConnected' && this.#armed.get(file))) return;
    this.#armed.delete(file);
    await removeArmedFile(file);
  }

  async #letGo(hardware: string, names: readonly string[]): Promise<void> {
    for (const name of names) {
      const held = await this.#held.get(name);
      if (!held?.users.delete(hardware) || held.users.size > 0) continue;
      this.#held.delete(name);
      await held.lock.release();
    }
  }

  async #quietly(act: () => Promise<void>): Promise<void> {
    await act().catch((thrown: unknown) => this.#onFailure(thrown instanceof Error ? thrown.message : String(thrown)));
  }

  #self(): ArmedInstrument['process'] {
    const { pid } = process;
    const startTime = identityOf(pid)?.startTime;
    const boot = bootId();
    return {
      ...{ pid, host: hostname(), servicePid: this.#boot.servicePid },
      ...(startTime !== undefined && { startTime }),
      ...(boot !== undefined && { bootId: boot }),
    };
  }
}

/** Hardware that is the only one at its instrument has the file with the plain name. */
function fileOf({ hardware }: InstrumentUse, id: string): string {
  const instrument = hardware[id]?.instrument ?? id;
  const first = Object.keys(hardware).find((other) => hardware[other]?.instrument === instrument);
  return armedFileName(instrument, first === id ? undefined : id);
}
