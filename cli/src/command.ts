import type { ParseArgsOptionsConfig } from 'node:util';

/** One flag. `value` names what follows it; without it the flag is a switch. */
export interface Flag {
  value?: string;
  /** May be given several times. */
  multiple?: true;
  help: string;
}

export interface CommandInput {
  /** As many as the command has `args`; those in [brackets] may be missing at the end. */
  args: string[];
  flags: Record<string, FlagValue>;
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  /** For what is to be seen before the command ends. */
  out: (text: string) => void;
  err: (text: string) => void;
}

export type FlagValue = string | boolean | (string | boolean)[] | undefined;

export interface CommandResult {
  /** For people, one line each. */
  text: string[];
  /** For programs: printed by --json, beside `ok`. */
  data: Record<string, unknown>;
  /** Nothing stands in the way, but people should know. */
  warnings?: string[];
  /** Everything was printed while it went on, with --json too. */
  wasPrinted?: true;
  /** @default 0 */
  exitCode?: number;
}

/** One sub-command. It throws a CodedError for everything that can go wrong. */
export interface Command {
  /** One or two words. */
  name: string;
  /** Positional arguments, `<required>` or `[optional]`. */
  args: string[];
  summary: string;
  flags: Record<string, Flag>;
  /** What its exit codes mean, where they are its own. */
  exitCodes?: string;
  /** When it is refused. @default 1 */
  refusedExit?: number;
  run: (input: CommandInput) => Promise<CommandResult>;
}

/** Every command has these. */
const COMMON: Record<string, Flag> = {
  json: { help: 'print one JSON object instead of text' },
  help: { help: 'show this and end' },
};

export const flagsOf = (command: Command): Record<string, Flag> => ({ ...command.flags, ...COMMON });

export function parseOptions(command: Command): ParseArgsOptionsConfig {
  const options = Object.entries(flagsOf(command)).map(([name, { value, multiple = false }]) => [
    name,
    { type: value === undefined ? ('boolean' as const) : ('string' as const), multiple },
  ]);
  return Object.fromEntries(options);
}

/** The value of a flag that takes one. */
export const textOf = (flag: FlagValue): string | undefined => (typeof flag === 'string' ? flag : undefined);

/** The values of a flag that may be given several times. */
export const textsOf = (flag: FlagValue): string[] => (Array.isArray(flag) ? flag.map(String) : []);
