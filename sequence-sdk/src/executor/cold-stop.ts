import type { DriverContext } from '../driver.ts';
import { DriverError } from '../errors.ts';
import { createLog } from '../log.ts';
import type { DriverFactory } from './managed-driver.ts';

/** One instrument to be made safe by a process that knows nothing else of it. */
export interface ColdStop {
  hardware: string;
  make: DriverFactory;
  /** Its settings, secrets filled in. */
  config: DriverContext['config'];
  /** Lines of the driver. */
  log: (text: string) => void;
}

/** Nobody waits longer for an instrument to be let go of. */
const DISCONNECT_LIMIT_MS = 1_000;

/**
 * Makes a driver, connects it if that can be done, and has it make safe. A driver whose `safeStop()` connects by itself is asked even
 * when connecting has failed. Resolves when the driver says that it is safe. May be called again: making safe does no harm.
 * @throws what safeStop() throws; DriverError when the driver has none; the signal's reason
 */
export async function coldStop({ hardware, make, config, log }: ColdStop, signal: AbortSignal): Promise<void> {
  const driver = make({ name: hardware, config, log: createLog((level, text) => log(`${level}: ${text}`)) });
  if (!driver.safeStop) throw new DriverError(`the driver of "${hardware}" has no safeStop() any more`);
  try {
    // Why it cannot be connected is what safeStop() says as well, unless it has another way.
    await inTime(driver.connect(signal), signal).catch(() => undefined);
    signal.throwIfAborted();
    await inTime(driver.safeStop(signal), signal);
  } finally {
    await inTime(driver.disconnect(), AbortSignal.timeout(DISCONNECT_LIMIT_MS)).catch(() => undefined);
  }
}

/** Whatever the code of a driver does with the signal: nobody waits longer. */
function inTime<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
