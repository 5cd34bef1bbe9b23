import type { ParseArgsOptionsConfig } from 'node:util';

/** One flag. `value` names what follows it; without it the flag is a switch. */
export interface Flag {
  value?: string;
  help: string;
}

export interface CommandInput {
  /** As many as the command has `args`; those in [brackets] may be missing at the end. */
  args: string[];
  flags: Record<string, string | boolean | undefined>;
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
}

export interface CommandResult {
  /** For people, one line each. */
  text: string[];
  /** For programs: printed by --json, beside `ok`. */
  data: Record<string, unknown>;
  /** Nothing stands in the way, but people should know. */
  warnings?: string[];
}

/** One sub-command. It throws a CodedError for everything that can go wrong. */
export interface Command {
  /** One or two words. */
  name: string;
  /** Positional arguments, `<required>` or `[optional]`. */
  args: string[];
  summary: string;
  flags: Record<string, Flag>;
  run: (input: CommandInput) => Promise<CommandResult>;
}

/** Every command has these. */
const COMMON: Record<string, Flag> = {
  json: { help: 'print one JSON object instead of text' },
  help: { help: 'show this and end' },
};

export const flagsOf = (command: Command): Record<string, Flag> => ({ ...command.flags, ...COMMON });

export function parseOptions(command: Command): ParseArgsOptionsConfig {
  const options = Object.entries(flagsOf(command)).map(([name, { value }]) => [
    name,
    { type: value === undefined ? ('boolean' as const) : ('string' as const) },
  ]);
  return Object.fromEntries(options);
}
