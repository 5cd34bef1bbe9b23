import { CodedError } from '@neurohub/contracts/errors';
import type { ExecutionSummary } from '@neurohub/contracts/record';
import { resultsPageSchema } from '@neurohub/contracts/rest';
import { type Command, textOf } from '../command.ts';
import { RESULT_FLAGS, resultQuery } from '../results/result-flags.ts';
import { getFromStation, URL_FLAG } from '../station-rest.ts';

const MOST = 500;

export const resultsCommand: Command = {
  name: 'results',
  args: [],
  summary: 'Shows results of the running station, newest first.',
  flags: { ...RESULT_FLAGS, limit: { value: 'number', help: `how many (default 20, at most ${MOST})` }, ...URL_FLAG },
  run: async (input) => {
    const limit = textOf(input.flags['limit']) ?? '20';
    if (!/^\d+$/.test(limit) || Number(limit) < 1 || Number(limit) > MOST)
      throw new CodedError('USAGE', `--limit "${limit}" is no number from 1 to ${MOST}`);
    const query = new URLSearchParams({ ...resultQuery(input), limit });
    const page = resultsPageSchema.parse(await getFromStation(input, `/api/results?${query}`));
    const lines = page.items.map(line);
    const more = page.nextCursor === null ? [] : ['there are more: --limit, or a narrower filter'];
    return { text: lines.length === 0 ? ['there are none'] : [...lines, ...more], data: { ...page } };
  },
};

function line({
  id,
  acceptedAt,
  dut,
  verdict,
  batchId,
  sequenceName,
  sequenceVersion,
  state,
  mode,
}: ExecutionSummary): string {
  const marks = mode === 'debug' ? '  debug' : '';
  return `${acceptedAt}  ${(verdict ?? state).padEnd(9)}  ${dut.serialNumber}  ${batchId}  ${sequenceName} ${sequenceVersion}  ${id}${marks}`;
}
