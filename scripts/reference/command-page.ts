/** docs/reference/station-command.md, from the table of commands. */
import { type Command, flagsOf } from '../../cli/src/command.ts';
import { COMMANDS } from '../../cli/src/commands.ts';

export function commandPage(): string {
  const rows = COMMANDS.map(
    (command) => `| [\`${command.name}\`](#station-${anchor(command)}) | ${escapeBars(command.summary)} |`,
  );
  return `# The \`station\` command

Made from the table of commands by \`node scripts/reference/write.ts\`; \`station <command> --help\` says the same. \`station\` is \`npm run -s station --\`, typed in the folder of this project.

| command | |
|---|---|
${rows.join('\n')}

Exit codes, where a command does not name its own: 0 done · 1 refused, the error says why and what to do next · 64 the command line is wrong. With \`--json\` one object is printed: \`{"ok": true, …}\` or \`{"ok": false, "error": {"code", "message", "details"?, "next"}}\`.

${COMMANDS.map(section).join('\n\n')}
`;
}

/** As it is made of the heading: without brackets, blanks as hyphens. */
const anchor = ({ name }: Command) => name.replaceAll(' ', '-');

function section(command: Command): string {
  const { name, args, summary, exitCodes } = command;
  const rows = Object.entries(flagsOf(command)).map(
    ([flag, { value, help, multiple }]) =>
      `| \`--${flag}${value === undefined ? '' : ` <${value}>`}\`${multiple ? ' (several)' : ''} | ${escapeBars(help)} |`,
  );
  const exits = exitCodes === undefined ? '' : `\n\nExit codes: ${exitCodes}`;
  const usage = ['station', name, ...args, '[options]'].join(' ');
  return `## station ${name}\n\n${summary}\n\n\`\`\`text\n${usage}\n\`\`\`\n\n| option | |\n|---|---|\n${rows.join('\n')}${exits}`;
}

const escapeBars = (text: string) => text.replaceAll('|', '\\|');
