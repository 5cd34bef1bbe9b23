/** The queue of results for NeuroHub, of the running station. */
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CodedError } from '@neurohub/contracts/errors';
import { sentRecordSchema } from '@neurohub/contracts/hub-sync';
import {
  QUEUE_STATES,
  type QueueItem,
  queuePageSchema,
  retriedSchema,
  type SyncStatus,
  syncStatusSchema,
} from '@neurohub/contracts/sync-rest';
import { type Command, type CommandInput, type CommandResult, textOf } from '../command.ts';
import { getFromStation, postToStation, URL_FLAG } from '../station-rest.ts';

export const queueStatusCommand: Command = {
  name: 'queue status',
  args: [],
  summary: 'Shows how the connection to NeuroHub stands, and what waits to be sent.',
  flags: URL_FLAG,
  run: async (input) => toldStatus(await getFromStation(input, '/api/system/sync-status')),
};

export const queueForceCommand: Command = {
  name: 'queue force',
  args: [],
  summary: 'Tries to send at once, whatever is waited for.',
  flags: URL_FLAG,
  run: async (input) => toldStatus(await postToStation(input, '/api/system/sync/force')),
};

export const queueListCommand: Command = {
  name: 'queue list',
  args: [],
  summary: 'Shows results that NeuroHub has refused, oldest first; with --state those that wait or have arrived.',
  flags: {
    state: { value: 'state', help: `${QUEUE_STATES.join(', ')} (default quarantined)` },
    limit: { value: 'number', help: 'how many (default 100, at most 500)' },
    ...URL_FLAG,
  },
  run: async (input) => {
    const state = stateOf(input);
    const limit = textOf(input.flags['limit']) ?? '100';
    const path = `/api/system/sync/queue?state=${state}&limit=${encodeURIComponent(limit)}`;
    const page = queuePageSchema.parse(await getFromStation(input, path));
    const text = page.items.length === 0 ? [`no result is ${state}`] : page.items.flatMap(lines);
    return { text: page.nextCursor === null ? text : [...text, '…'], data: { ...page } };
  },
};

export const queueShowCommand: Command = {
  name: 'queue show',
  args: ['<id>'],
  summary: 'Shows one result as it would be sent, or was.',
  flags: URL_FLAG,
  run: async (input) => {
    const record = await exported(input);
    return { text: [JSON.stringify(JSON.parse(record.payload), null, 2)], data: { record } };
  },
};

export const queueExportCommand: Command = {
  name: 'queue export',
  args: ['<id>', '<file>'],
  summary: 'Writes one result into a file as it would be sent, for another program.',
  flags: URL_FLAG,
  run: async (input) => {
    const record = await exported(input);
    const file = resolve(input.cwd, input.args[1] ?? '');
    await writeFile(file, `${JSON.stringify(record)}\n`, { flag: 'wx' }).catch((cause: NodeJS.ErrnoException) => {
      const code = cause.code === 'EEXIST' ? 'ALREADY_EXISTS' : 'FILE_ACCESS';
      throw new CodedError(code, `${file} cannot be written: ${cause.message}`, { cause });
    });
    return { text: [file], data: { file } };
  },
};

export const queueRetryCommand: Command = {
  name: 'queue retry',
  args: ['[id]'],
  summary: 'Puts a result that NeuroHub has refused back into the queue; without an id, all of them.',
  flags: URL_FLAG,
  run: async (input) => {
    const [id] = input.args;
    const body = id === undefined ? {} : { ids: [id] };
    const { count } = retriedSchema.parse(await postToStation(input, '/api/system/sync/queue/retry', { body }));
    if (id !== undefined && count === 0)
      throw new CodedError('QUEUE_ITEM_NOT_FOUND', `no refused result has the id ${id}`);
    return { text: [`${count} put back into the queue`], data: { count } };
  },
};

async function exported(input: CommandInput) {
  const [id = ''] = input.args;
  return sentRecordSchema.parse(await getFromStation(input, `/api/system/sync/queue/${encodeURIComponent(id)}/export`));
}

function stateOf({ flags }: CommandInput): QueueItem['state'] {
  const given = textOf(flags['state']) ?? 'quarantined';
  const state = QUEUE_STATES.find((one) => one === given);
  if (state) return state;
  throw new CodedError('USAGE', `--state "${given}" is none of ${QUEUE_STATES.join(', ')}`);
}

const MB = 1024 * 1024;

function toldStatus(answer: unknown): CommandResult {
  const status = syncStatusSchema.parse(answer);
  const { state, url, queue, lanes, problem } = status;
  const text = [
    `NeuroHub: ${state}${url === null ? '; none is named in station.yaml' : ` at ${url}`}`,
    `waiting: ${queue.pending} results${since(status)}, ${queue.pendingContents} files, ${(queue.bytes / MB).toFixed(1)} MB`,
    `refused: ${queue.quarantined}`,
    `sent since the start: ${lanes.verdicts.sentSinceStart} results, ${lanes.attachments.sentSinceStart} files`,
    ...(problem ? [`${problem.code}: ${problem.message}`, problem.next] : []),
    ...(status.nextAttemptAt ? [`next try at ${status.nextAttemptAt}`] : []),
  ];
  return { text, data: { status } };
}

const since = ({ queue }: SyncStatus) => (queue.oldestAt === null ? '' : ` (oldest of ${queue.oldestAt})`);

function lines({ id, stationSeq, serialNumber, verdict, createdAt, attempts, problem }: QueueItem): string[] {
  const why = problem ? [`    ${problem.code}: ${problem.message} (${problem.at})`] : [];
  return [`${id}  #${stationSeq}  ${serialNumber}  ${verdict}  ${createdAt}  ${attempts} tries`, ...why];
}
