import { setTimeout as pause } from 'node:timers/promises';
import type { ArmedInstrument } from '@neurohub/contracts/armed';
import { CodedError } from '@neurohub/contracts/errors';
import type { SafeStopBoot } from '@neurohub/contracts/safe-stop';
import type { Driver, DriverContext } from '@neurohub/sequence-sdk';
import { resolveHardwareConfig } from './hardware-config.ts';
import { installPackageResolver, loadExport } from './package-loader.ts';

/** An instrument that has just lost its connection may refuse the next one for a moment. */
const TRY_EVERY_MS = 200;

/**
 * Has the driver of the instrument make it safe, again and again until it succeeds or the time is up.
 * @throws what the last try threw
 */
export async function makeSafe(
  armed: ArmedInstrument,
  { sdkModule, deadlineMs, secrets }: SafeStopBoot,
): Promise<void> {
  const signal = AbortSignal.timeout(deadlineMs);
  const { hardware, driver, package: pack } = armed;
  installPackageResolver({ package: { ...pack, module: '', className: '' }, sdkModule });
  const { coldStop } = await import('@neurohub/sequence-sdk/executor');
  const DriverClass = (await loadExport(
    pack.dir,
    driver.driverModule,
    driver.driverClass,
    'MISSING_DRIVER',
  )) as unknown as new (
    context: DriverContext,
  ) => Driver;
  const planned = { ...driver, instrument: armed.instrument };
  const config = resolveHardwareConfig({ [hardware]: planned }, secrets)[hardware] ?? {};
  const make = (context: DriverContext) => new DriverClass(context);
  const log = (text: string) => process.stderr.write(`${hardware}: ${text}\n`);
  for (let last: unknown; ; ) {
    try {
      return await coldStop({ hardware, make, config, log }, signal);
    } catch (thrown) {
      // Out of time: what it tried before says more.
      last = signal.aborted && last !== undefined ? last : thrown;
    }
    await pause(TRY_EVERY_MS, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) throw notSafe(armed, last);
  }
}

function notSafe({ instrument }: ArmedInstrument, cause: unknown): CodedError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CodedError('INSTRUMENT_NOT_SAFE', `the instrument "${instrument}" could not be made safe: ${reason}`, {
    details: { instrument },
    cause,
  });
}
