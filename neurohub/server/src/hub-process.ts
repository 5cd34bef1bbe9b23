import { type CodedError, ERRORS, isCodedError } from '@neurohub/contracts/errors';
import { FIRST_ADMIN } from './auth/first-admin.ts';
import { COMMANDS, runCommand } from './commands/run-command.ts';
import { HELP, readFlags } from './flags.ts';
import { Hub } from './hub.ts';
import { tellSystemd } from './tell-systemd.ts';

/** Runs one NeuroHub until a signal ends it, or one command. Resolves with the exit code; errors are printed for people. */
export async function runHub(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const ended = new Promise<void>((resolve) => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
  });
  try {
    if (COMMANDS.includes(args[0] ?? '')) return await runCommand(args, env);
    const options = readFlags(args, env);
    if (options === null) {
      process.stdout.write(HELP);
      return 0;
    }
    const hub = await Hub.open(options, env);
    if (hub.firstPassword !== null) process.stdout.write(firstAdminText(hub.firstPassword));
    process.stdout.write(`ready  ${hub.address}\n`);
    await tellSystemd(env, hub.log);
    await ended;
    await hub.close();
    return 0;
  } catch (thrown) {
    process.stderr.write(`${problemText(thrown)}\n`);
    return 1;
  }
}

/** To the console only: a log is kept, and sent to others. */
const firstAdminText = (password: string) =>
  `first start of NeuroHub: sign in as "${FIRST_ADMIN}" with the password ${password}\nIt is shown this once only: change it.\n`;

/** What a person reads when NeuroHub does not start: what is wrong, and what to do. */
export function problemText(thrown: unknown): string {
  if (!isCodedError(thrown))
    return `NeuroHub could not start: ${thrown instanceof Error ? thrown.stack : String(thrown)}`;
  const { code, message } = thrown as CodedError;
  return `${code}\n${message}\n${ERRORS[code].next}`;
}
