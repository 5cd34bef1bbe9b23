import type { ManagedDriver } from './managed-driver.ts';
import type { CloseFailure } from './sequence-host.ts';

interface Kept {
  managed: ManagedDriver;
  /** What it was made from: a driver made from something else is not the same. */
  key: string;
}

/** Drivers of scope `batch` between executions: connected, made safe, and nobody's. */
export class DriverPool {
  readonly #kept = new Map<string, Kept>();

  /** The driver that was kept for this hardware, or null. One that was made from something else is disconnected first. */
  async take(hardware: string, key: string): Promise<ManagedDriver | null> {
    const kept = this.#kept.get(hardware);
    if (!kept) return null;
    this.#kept.delete(hardware);
    if (kept.key === key) return kept.managed;
    await kept.managed.disconnect();
    return null;
  }

  /** Keeps a driver that was made safe and is still connected. */
  keep(managed: ManagedDriver, key: string): void {
    this.#kept.set(managed.hardware, { managed, key });
  }

  /** Disconnects every one: the batch ends. Never throws. */
  async close(): Promise<CloseFailure[]> {
    const all = [...this.#kept.values()];
    this.#kept.clear();
    const failures = await Promise.all(all.map(({ managed }) => managed.disconnect()));
    return failures.filter((failure) => failure !== null);
  }
}
