import { CodedError } from '@neurohub/contracts/errors';
import type { Driver } from '../driver.ts';

export interface Verification {
  /** What it said it is, when it was connected; undefined when it did not say. */
  identity: string | undefined;
  /** The connection was lost, not ended from here. */
  wasLost: boolean;
  /** A person says that it is as the steps have left it; or that does not matter any more. */
  isTrusted: boolean;
}

/**
 * Connects anew where it has to, and makes sure that the instrument is the one it was, in the state it was left in. What steps have
 * commanded is never sent again from here.
 * @throws what connecting or asking threw; DIFFERENT_INSTRUMENT; HARDWARE_STATE_UNKNOWN
 */
export async function verifyInstrument(driver: Driver, verification: Verification, signal: AbortSignal): Promise<void> {
  const { identity, wasLost, isTrusted } = verification;
  if (!driver.isConnected) {
    await driver.disconnect();
    signal.throwIfAborted();
    await driver.connect(signal);
  }
  if (identity !== undefined) await refuseAnother(driver, identity, signal);
  if (wasLost && !isTrusted) await refuseForgetful(driver, signal);
}

async function refuseAnother(driver: Driver, identity: string, signal: AbortSignal): Promise<void> {
  const found = await driver.identify(signal);
  if (found === identity) return;
  const { name } = driver;
  // Whatever a step still has to say is not for this one.
  await driver.disconnect();
  throw anotherInstrument(name, identity, found);
}

export function anotherInstrument(name: string, expected: string, found: string | undefined): CodedError {
  const message = `"${name}" was ${expected}; now ${found ?? 'something that says nothing'} answers in its place`;
  return new CodedError('DIFFERENT_INSTRUMENT', message, { details: { instrument: name, expected, found } });
}

/** What can be made safe holds energy or motion: where it may have forgotten that, no measurement says anything about the product. */
async function refuseForgetful(driver: Driver, signal: AbortSignal): Promise<void> {
  const { name } = driver;
  const details = { instrument: name };
  if (driver.reconnected) {
    try {
      return await driver.reconnected(signal);
    } catch (cause) {
      signal.throwIfAborted();
      const message = cause instanceof Error ? cause.message : String(cause);
      throw new CodedError('HARDWARE_STATE_UNKNOWN', `"${name}" is not as the steps have left it: ${message}`, {
        details,
        cause,
      });
    }
  }
  if (driver.safeStop)
    throw new CodedError(
      'HARDWARE_STATE_UNKNOWN',
      `"${name}" was out of reach, and its driver has no reconnected() that says whether it is as the steps have left it`,
      { details },
    );
}
