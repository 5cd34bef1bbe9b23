import { CodedError } from '@neurohub/contracts/errors';
import { type LogLine, parseLogLine, readableLine } from '@neurohub/contracts/log-line';
import { type Command, type CommandInput, type CommandResult, type FlagValue, textOf } from '../command.ts';
import { LogFollower } from '../logs/follow-log.ts';
import { lastLines } from '../logs/last-lines.ts';
import { LOG_FILE_FLAGS, logFileOf } from '../logs/log-files.ts';
import { FILTER_FLAGS, isWanted, readFilter } from '../logs/log-filter.ts';
import { readStationFile } from '../run/station-file.ts';

const MOST_LINES = 100_000;

export const logsCommand: Command = {
  name: 'logs',
  args: [],
  summary: 'Shows the log of the station, also while it does not run; times are UTC.',
  flags: {
    follow: { help: 'go on with what is written, until Ctrl-C; with --json one object on each line' },
    lines: { value: 'number', help: 'how many of the newest (default 50)' },
    ...FILTER_FLAGS,
    ...LOG_FILE_FLAGS,
  },
  run: async (input) => {
    const filter = readFilter(input, Date.now());
    const count = readCount(input.flags['lines']);
    const file = logFileOf(input, await readStationFile(input));
    if (input.flags['follow'] === true) return followed(input, { file, filter, count });
    const lines = await lastLines(file, filter, count);
    return { text: lines.map(shown), data: { file, lines } };
  },
};

/** Until whoever reads has gone. */
async function followed(
  input: CommandInput,
  { file, filter, count }: { file: string; filter: ReturnType<typeof readFilter>; count: number },
): Promise<CommandResult> {
  const show = (lines: readonly LogLine[]) => {
    for (const line of lines) input.out(`${input.flags['json'] === true ? JSON.stringify(line) : shown(line)}\n`);
  };
  const isOver = new AbortController();
  const end = () => isOver.abort();
  process.stdout.once('error', end);
  process.once('SIGINT', end);
  await using follower = new LogFollower(file, {
    onLines: (texts) =>
      show(texts.flatMap((text) => parseLogLine(text) ?? []).filter((line) => isWanted(line, filter))),
    onGap: () => input.err('some of the log was removed before it could be read\n'),
  });
  const size = await follower.beginAtEnd();
  if (size > 0) show(await lastLines(file, filter, count, size));
  await follower.follow(isOver.signal);
  return { text: [], data: { file }, wasPrinted: true };
}

const shown = (line: LogLine): string => readableLine(line, 'full').trimEnd();

function readCount(flag: FlagValue): number {
  const text = textOf(flag) ?? '50';
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1 && count <= MOST_LINES) return count;
  throw new CodedError('USAGE', `--lines: expected a number from 1 to ${MOST_LINES}, got "${text}"`);
}
