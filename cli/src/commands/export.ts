import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CodedError } from '@neurohub/contracts/errors';
import { BULK_FORMATS, type ExportView, exportViewSchema } from '@neurohub/contracts/exports-rest';
import { type Command, type CommandInput, textOf } from '../command.ts';
import { downloadFromStation } from '../results/download.ts';
import { RESULT_FLAGS, resultQuery } from '../results/result-flags.ts';
import { getFromStation, postToStation, URL_FLAG } from '../station-rest.ts';

const ASK_EVERY_MS = 500;

export const exportCommand: Command = {
  name: 'export',
  args: [],
  summary: 'Exports all results of the running station that match into one file, in the background of its tests.',
  flags: {
    ...RESULT_FLAGS,
    format: { value: 'format', help: `${BULK_FORMATS.join(', ')} (default csv)` },
    out: { value: 'file', help: 'default: the name that the station gives it' },
    ...URL_FLAG,
  },
  run: async (input) => {
    const format = textOf(input.flags['format']) ?? 'csv';
    if (!BULK_FORMATS.some((known) => known === format))
      throw new CodedError('USAGE', `--format "${format}" is none of ${BULK_FORMATS.join(', ')}`);
    const begun = viewOf(await postToStation(input, '/api/exports', { body: { format, filter: resultQuery(input) } }));
    const view = await ended(input, begun);
    if (view.state !== 'done') throw new CodedError(view.error?.code ?? 'EXPORT_NOT_DONE', reasonOf(view));
    const out = textOf(input.flags['out']);
    const path = `/api/exports/${view.id}/file`;
    const { file, bytes } = await downloadFromStation(
      input,
      path,
      out === undefined ? undefined : resolve(input.cwd, out),
    );
    await postToStation(input, `/api/exports/${view.id}`, { method: 'DELETE' });
    return { text: [file, `  ${view.done} executions`], data: { file, bytes, executions: view.done } };
  },
};

const viewOf = (answer: unknown): ExportView => exportViewSchema.parse(answer);
const reasonOf = ({ state, error }: ExportView) => error?.message ?? `the export was ${state}`;

/** Tells how far it is; Ctrl-C cancels it at the station. */
async function ended(input: CommandInput, begun: ExportView): Promise<ExportView> {
  let view = begun;
  const cancel = () =>
    void postToStation(input, `/api/exports/${begun.id}`, { method: 'DELETE' }).catch(() => undefined);
  process.once('SIGINT', cancel);
  try {
    while (view.state === 'running') {
      await delay(ASK_EVERY_MS);
      view = viewOf(await getFromStation(input, `/api/exports/${begun.id}`));
      if (view.state === 'running') input.err(`${view.done} of ${view.total} executions\n`);
    }
    return view;
  } finally {
    process.removeListener('SIGINT', cancel);
  }
}
