import { parseArgs } from 'node:util';
import { CodedError, ERRORS, toErrorData } from '@neurohub/contracts/errors';
import { nearestKey } from '@neurohub/package-kit';
import { type Command, type CommandResult, type FlagValue, parseOptions } from './command.ts';
import { COMMANDS } from './commands.ts';
import { EXIT } from './exit-codes.ts';
import { commandHelp, generalHelp } from './help.ts';

export interface Surroundings {
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  out: (text: string) => void;
  err: (text: string) => void;
}

/** Runs one command line and answers the exit code. Never throws for what a command can meet. */
export async function runCli(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  const { out } = surroundings;
  const asJson = argv.includes('--json');
  let refusedExit: number = EXIT.refused;
  try {
    if (argv.length === 0 || ['--help', '-h', 'help'].includes(argv[0] ?? '')) {
      out(generalHelp(COMMANDS));
      return EXIT.done;
    }
    const { command, rest } = findCommand(argv);
    if (rest.includes('--help') || rest.includes('-h')) {
      out(commandHelp(command));
      return EXIT.done;
    }
    refusedExit = command.refusedExit ?? EXIT.refused;
    const result = await command.run({ ...parse(command, rest), ...surroundings });
    report(result, asJson, surroundings);
    return result.exitCode ?? EXIT.done;
  } catch (thrown) {
    return fail(thrown, { asJson, refusedExit }, surroundings);
  }
}

function findCommand(argv: readonly string[]): { command: Command; rest: string[] } {
  for (const length of [2, 1]) {
    const command = COMMANDS.find(({ name }) => name === argv.slice(0, length).join(' '));
    if (command) return { command, rest: argv.slice(length) };
  }
  const [given = ''] = argv;
  const inGroup = COMMANDS.filter(({ name }) => name.startsWith(`${given} `)).map(({ name }) => `"${name}"`);
  if (inGroup.length > 0) throw usage(`"${given}" needs a second word: ${inGroup.join(', ')}`);
  const meant = nearestKey(
    given,
    COMMANDS.map(({ name }) => name),
  );
  throw usage(`"${given}" is no command${meant ? `; did you mean "${meant}"?` : ''}`);
}

function parse(command: Command, rest: string[]): { args: string[]; flags: Record<string, FlagValue> } {
  const { values, positionals } = parseKnown(command, rest);
  const required = command.args.filter((name) => name.startsWith('<'));
  if (positionals.length < required.length) throw usage(`"${command.name}" needs ${required.join(' ')}`);
  if (positionals.length > command.args.length) {
    const extra = positionals.slice(command.args.length).join(' ');
    throw usage(`"${command.name}" takes ${command.args.join(' ') || 'no arguments'}; "${extra}" is too much`);
  }
  return { args: positionals, flags: values as Record<string, FlagValue> };
}

function parseKnown(command: Command, args: string[]) {
  try {
    return parseArgs({ args, options: parseOptions(command), allowPositionals: true, strict: true });
  } catch (cause) {
    const [sentence = ''] = cause instanceof Error ? cause.message.split('. ') : [];
    throw usage(`${command.name}: ${sentence}`, cause);
  }
}

const usage = (message: string, cause?: unknown): CodedError => new CodedError('USAGE', message, { cause });

function report(result: CommandResult, asJson: boolean, { out, err }: Surroundings): void {
  const { text, data, warnings = [], wasPrinted } = result;
  if (wasPrinted) return;
  if (asJson) {
    out(`${JSON.stringify({ ok: true, ...data, ...(warnings.length > 0 && { warnings }) }, null, 2)}\n`);
    return;
  }
  for (const warning of warnings) err(`warning: ${warning}\n`);
  for (const line of text) out(`${line}\n`);
}

function fail(
  thrown: unknown,
  { asJson, refusedExit }: { asJson: boolean; refusedExit: number },
  { out, err }: Surroundings,
): number {
  const error = toErrorData(thrown, isSystemError(thrown) ? 'FILE_ACCESS' : 'INTERNAL_ERROR');
  const { next } = ERRORS[error.code];
  if (asJson) out(`${JSON.stringify({ ok: false, error: { ...error, next } }, null, 2)}\n`);
  else err(`${error.code}  ${error.message.replaceAll('\n', '\n  ')}\n  → ${next}\n`);
  return error.code === 'USAGE' ? EXIT.usage : refusedExit;
}

/** Said without a path: the file was open already. */
const DISK_TROUBLE: readonly unknown[] = ['ENOSPC', 'EDQUOT', 'EIO', 'EROFS', 'EFBIG'];

/** Of the file system: no permission, no space, a folder where a file should be. */
const isSystemError = (thrown: unknown): boolean =>
  thrown instanceof Error &&
  'errno' in thrown &&
  ('path' in thrown || ('code' in thrown && DISK_TROUBLE.includes(thrown.code)));
