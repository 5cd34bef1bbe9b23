/** `neurohub user`, `station`, `backup` and `restore`: on the database itself, also while NeuroHub runs, for whoever may log in on its machine. */
import { userInfo } from 'node:os';
import { parseArgs } from 'node:util';
import { CodedError } from '@neurohub/contracts/errors';
import { Audit } from '../audit/audit.ts';
import { Users } from '../auth/users.ts';
import { readFlags } from '../flags.ts';
import { createLog } from '../hub-log.ts';
import { Stations } from '../stations/stations.ts';
import { BACKUP_HELP, backupCommand } from './backup-command.ts';
import type { CommandContext } from './command-context.ts';
import { reachDatabase } from './reach-database.ts';
import { STATION_HELP, stationCommand } from './station-command.ts';
import { USER_HELP, userCommand } from './user-command.ts';

export const COMMANDS: readonly string[] = ['user', 'station', 'backup', 'restore'];

/** @throws CodedError; USAGE for a command that there is not */
export async function runCommand(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const [area, verb = '', ...rest] = args;
  const { values, positionals } = parse(rest);
  const isBackup = area === 'backup' || area === 'restore';
  const help = isBackup ? BACKUP_HELP : area === 'user' ? USER_HELP : STATION_HELP;
  if (values.help || verb === '' || verb === '--help' || verb === '-h') {
    process.stdout.write(help);
    return 0;
  }
  const options = readFlags(databaseFlags(values), env);
  if (options === null) throw new Error('help is asked for above');
  const log = createLog({ ...options, logLevel: 'error', env });
  // A backup is of the schema as it is, and a restore begins without one.
  await using database = await reachDatabase(options, log, { migrate: !isBackup });
  const print = (text: string) => void process.stdout.write(`${text}\n`);
  if (isBackup) {
    await backupCommand(area, [verb, ...positionals], { pool: database.pool, print });
    return 0;
  }
  const audit = new Audit(database.pool);
  const context: CommandContext = {
    users: new Users(database.pool, audit),
    stations: await Stations.open({ pool: database.pool, audit, now: () => new Date() }),
    by: { who: `${userName()} (command)`, from: '' },
    values: { ...values, keyFile: values['key-file'] },
    print,
  };
  const run = area === 'user' ? userCommand : stationCommand;
  await run(verb, positionals, context);
  return 0;
}

/** In a container the account may have no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `account ${process.getuid?.() ?? ''}`;
  }
}

function parse(args: readonly string[]) {
  const value = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        ...{ 'data-dir': value, 'database-url': value, role: value, name: value, reason: value, 'key-file': value },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (cause) {
    throw new CodedError('USAGE', cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

const databaseFlags = (values: { 'data-dir'?: string | undefined; 'database-url'?: string | undefined }) => [
  ...(values['data-dir'] ? ['--data-dir', values['data-dir']] : []),
  ...(values['database-url'] ? ['--database-url', values['database-url']] : []),
];
