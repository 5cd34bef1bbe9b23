import { type Command, flagsOf } from './command.ts';

/** What `station --help` prints. */
export function generalHelp(commands: readonly Command[]): string {
  const rows = commands.map((command) => [usageOf(command), command.summary] as const);
  return `Usage: station <command> [options]

${table(rows)}

Every command knows --json and --help.
Exit codes: 0 done · 1 refused, the error says why and what to do next · 64 the command line is wrong. \`run\` and \`test\` have
their own: see station run --help.
`;
}

/** What `station <command> --help` prints. */
export function commandHelp(command: Command): string {
  const rows = Object.entries(flagsOf(command)).map(([name, { value, help }]) => [
    `--${name}${value === undefined ? '' : ` <${value}>`}`,
    help,
  ]);
  const exits = command.exitCodes === undefined ? '' : `\nExit codes: ${command.exitCodes}\n`;
  return `Usage: station ${usageOf(command)} [options]\n\n${command.summary}\n\n${table(rows)}\n${exits}`;
}

const usageOf = ({ name, args }: Command): string => [name, ...args].join(' ');

function table(rows: readonly (readonly [string, string] | string[])[]): string {
  const width = Math.max(...rows.map(([left = '']) => left.length));
  return rows.map(([left = '', right = '']) => `  ${left.padEnd(width)}  ${right}`).join('\n');
}
