import type { Driver } from '../driver.ts';
import type { TrafficRing } from '../transport/traffic-ring.ts';
import type { Arming } from './arming.ts';
import type { DriverPool } from './driver-pool.ts';
import { leasedDriver } from './leased-driver.ts';
import { type DriverFactory, ManagedDriver } from './managed-driver.ts';
import type { CloseFailure, CloseReport, HardwareDoubt, HostEnvironment } from './sequence-host.ts';

/** How the instruments of an execution are had. All of it may be left out: each is connected for the execution, by nobody else's leave. */
export interface InstrumentAccess {
  arming?: Arming | undefined;
  /** Where drivers of scope `batch` are kept, and what each is made from, by hardware id. */
  pool?: { drivers: DriverPool; keys: Readonly<Record<string, string>> } | undefined;
  /** Hardware that is connected only while a lease is held. */
  shared?: ReadonlySet<string> | undefined;
}

/** The instruments of one execution: made and connected together, made safe and disconnected together; shared ones lease by lease. */
export class DriverSet {
  readonly #environment: HostEnvironment;
  readonly #access: InstrumentAccess;
  readonly #entries = new Map<string, ManagedDriver>();
  readonly #leased = new Set<string>();
  readonly #reused = new Set<ManagedDriver>();
  #drivers: Record<string, Driver> = {};
  #aborted: Error | null = null;

  constructor(environment: HostEnvironment, access: InstrumentAccess = {}) {
    this.#environment = environment;
    this.#access = access;
  }

  /** As the sequence sees them. */
  get drivers(): Record<string, Driver> {
    return this.#drivers;
  }

  /** The flight recorder of each instrument, by hardware id. Stays after {@link closeAll}. */
  trafficOf(): Record<string, TrafficRing> {
    return Object.fromEntries([...this.#entries].map(([hardware, { traffic }]) => [hardware, traffic]));
  }

  /**
   * Makes all, and connects all at once that are not shared. The first that fails ends the others; then its error is thrown, naming
   * the hardware.
   */
  async connectAll(factories: Readonly<Record<string, DriverFactory>>): Promise<void> {
    for (const [hardware, make] of Object.entries(factories))
      this.#entries.set(hardware, await this.#keptOrNew(hardware, make));
    this.#drivers = Object.fromEntries([...this.#entries.keys()].map((id) => [id, this.#asSeen(id)]));
    await this.#connect([...this.#entries.values()].filter(({ hardware }) => !this.#isShared(hardware)));
  }

  /** Connects shared instruments: their lease is held from now on. @throws as {@link connectAll}; those named are then disconnected again */
  async attach(hardware: readonly string[]): Promise<void> {
    const entries = this.#entriesOf(hardware);
    try {
      await this.#connect(entries);
      for (const id of hardware) this.#leased.add(id);
    } catch (thrown) {
      await closeAll(entries);
      throw thrown;
    }
  }

  /** Makes shared instruments safe and disconnects them, before their lease is given back. Never throws. */
  async detach(hardware: readonly string[]): Promise<CloseFailure[]> {
    for (const id of hardware) this.#leased.delete(id);
    return closeAll(this.#entriesOf(hardware));
  }

  /** Those that are connected now, and may not be there any more. */
  inQuestion(): HardwareDoubt[] {
    const held = [...this.#entries.values()].filter(
      ({ hardware }) => !this.#isShared(hardware) || this.#leased.has(hardware),
    );
    return held
      .filter(({ isInQuestion }) => isInQuestion)
      .map(({ hardware, loss, driver }) => ({
        ...{ hardware, loss, holdsState: driver.safeStop !== undefined },
      }));
  }

  /** @throws as ManagedDriver.verify */
  async verify(hardware: string, options: { signal: AbortSignal; isTrusted?: boolean | undefined }): Promise<void> {
    await this.#entries.get(hardware)?.verify(options);
  }

  /** Ends a connecting that is under way. */
  abort(reason: Error): void {
    this.#aborted = reason;
    for (const entry of this.#entries.values()) entry.abort(reason);
  }

  /** Makes safe what was connected, then disconnects everything that is not kept; each call has its own time limit. Never throws. */
  async closeAll(): Promise<CloseReport> {
    this.#leased.clear();
    const entries = [...this.#entries.values()];
    const failures = await closeAll(entries, (entry) => this.#keep(entry));
    return { failures, abandoned: entries.some(({ hasAbandoned }) => hasAbandoned) };
  }

  async #keptOrNew(hardware: string, make: DriverFactory): Promise<ManagedDriver> {
    const environment = this.#environment;
    const key = this.#access.pool?.keys[hardware];
    const kept = key === undefined ? null : await this.#access.pool?.drivers.take(hardware, key);
    if (!kept) return new ManagedDriver({ hardware, make, environment, arming: this.#access.arming });
    kept.use(environment);
    this.#reused.add(kept);
    return kept;
  }

  #asSeen(hardware: string): Driver {
    const driver = this.#entriesOf([hardware])[0]?.driver as Driver;
    return this.#isShared(hardware) ? leasedDriver(driver, () => this.#leased.has(hardware)) : driver;
  }

  async #connect(entries: readonly ManagedDriver[]): Promise<void> {
    let firstError: Error | undefined;
    await Promise.all(
      entries.map((entry) =>
        this.#connectOne(entry).catch((error: Error) => {
          firstError ??= error;
          for (const other of entries) other.abort(error);
        }),
      ),
    );
    if (firstError) throw firstError;
  }

  async #connectOne(entry: ManagedDriver): Promise<void> {
    if (this.#reused.delete(entry)) {
      if (await entry.isHealthy()) return;
      await entry.disconnect();
    }
    if (this.#aborted) throw this.#aborted;
    await entry.connect();
  }

  /** Whether the driver stays for the next execution. Only one that is safe and sound does. */
  #keep(entry: ManagedDriver): boolean {
    const { pool } = this.#access;
    const key = pool?.keys[entry.hardware];
    if (!pool || key === undefined || entry.hasAbandoned || !entry.driver.isConnected) return false;
    pool.drivers.keep(entry, key);
    return true;
  }

  #isShared(hardware: string): boolean {
    return this.#access.shared?.has(hardware) ?? false;
  }

  #entriesOf(hardware: readonly string[]): ManagedDriver[] {
    return hardware.flatMap((id) => this.#entries.get(id) ?? []);
  }
}

/** Everything is made safe before anything is disconnected. */
async function closeAll(
  entries: readonly ManagedDriver[],
  keep: (entry: ManagedDriver) => boolean = () => false,
): Promise<CloseFailure[]> {
  const unsafe = await Promise.all(entries.map((entry) => entry.makeSafe()));
  const open = entries.filter((entry, index) => unsafe[index] !== null || !keep(entry));
  const undone = await Promise.all(open.map((entry) => entry.disconnect()));
  return [...unsafe, ...undone].filter((failure) => failure !== null);
}
