import { resolve } from 'node:path';
import { CodedError } from '@neurohub/contracts/errors';
import { EXPORT_FORMATS } from '@neurohub/contracts/exports-rest';
import { executionIdSchema } from '@neurohub/contracts/record';
import { type Command, textOf } from '../command.ts';
import { downloadFromStation } from '../results/download.ts';
import { URL_FLAG } from '../station-rest.ts';

export const reportCommand: Command = {
  name: 'report',
  args: ['<execution-id>'],
  summary: 'Writes one execution of the running station into a file: a report for people, or a table.',
  flags: {
    format: { value: 'format', help: `${EXPORT_FORMATS.join(', ')} (default pdf)` },
    language: { value: 'language', help: 'of html and pdf: en or ko (default en)' },
    out: { value: 'file', help: 'default: the name that the station gives it' },
    ...URL_FLAG,
  },
  run: async (input) => {
    const [executionId = ''] = input.args;
    if (!executionIdSchema.safeParse(executionId).success)
      throw new CodedError('USAGE', `"${executionId}" is no execution id: \`station results\` shows them`);
    const format = textOf(input.flags['format']) ?? 'pdf';
    if (!EXPORT_FORMATS.some((known) => known === format))
      throw new CodedError('USAGE', `--format "${format}" is none of ${EXPORT_FORMATS.join(', ')}`);
    const language = textOf(input.flags['language']) ?? 'en';
    if (language !== 'en' && language !== 'ko')
      throw new CodedError('USAGE', `--language "${language}" is none of en, ko`);
    const query = new URLSearchParams({ format, language });
    const out = textOf(input.flags['out']);
    const path = `/api/results/${executionId}/export?${query}`;
    const { file, bytes } = await downloadFromStation(
      input,
      path,
      out === undefined ? undefined : resolve(input.cwd, out),
    );
    return { text: [file], data: { file, bytes, executionId, format } };
  },
};
