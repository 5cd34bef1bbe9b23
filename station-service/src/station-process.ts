import { type CodedError, ERRORS, isCodedError } from '@neurohub/contracts/errors';
import { HELP, readFlags } from './core/flags.ts';
import { ServiceManager } from './core/service-manager.ts';
import { Station } from './station.ts';

/** Runs one station until a signal ends it. Resolves with the exit code; errors of the start are printed for people. */
export async function runStation(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const signals = watchSignals();
  try {
    const flags = readFlags(args, env);
    if (flags.help) {
      process.stdout.write(HELP);
      return 0;
    }
    const station = await Station.open(flags);
    using manager = new ServiceManager({ env, log: station.log, status: () => station.status });
    process.stdout.write(`ready  ${station.address}\n`);
    await manager.ready();
    await signals.first;
    void manager.stopping();
    process.stdout.write('stopping: running tests are made safe; press Ctrl-C again to end at once\n');
    void signals.second.then(() => station.kill());
    await station.close();
    return 0;
  } catch (thrown) {
    process.stderr.write(`${startErrorText(thrown)}\n`);
    return 1;
  }
}

/** What a person reads when the station does not start: what is wrong, and what to do. */
export function startErrorText(thrown: unknown): string {
  if (!isCodedError(thrown))
    return `station could not start: ${thrown instanceof Error ? thrown.stack : String(thrown)}`;
  const { code, message } = thrown as CodedError;
  return `station could not start: ${code}\n${message}\n${ERRORS[code].next}`;
}

function watchSignals(): { first: Promise<void>; second: Promise<void> } {
  const first = Promise.withResolvers<void>();
  const second = Promise.withResolvers<void>();
  let count = 0;
  const onSignal = () => {
    count += 1;
    (count === 1 ? first : second).resolve();
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  return { first: first.promise, second: second.promise };
}
