import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CodedError } from '@neurohub/contracts/errors';
import { executionIdSchema } from '@neurohub/contracts/record';
import { checkpointExportSchema } from '@neurohub/contracts/rest';
import { type Command, textOf } from '../command.ts';
import { getFromStation, URL_FLAG } from '../station-rest.ts';

export const checkpointExportCommand: Command = {
  name: 'checkpoint export',
  args: ['<execution-id>'],
  summary: 'Writes how far an execution has come into a file, for people.',
  flags: { out: { value: 'file', help: 'default checkpoint-<execution-id>.json' }, ...URL_FLAG },
  run: async (input) => {
    const [executionId = ''] = input.args;
    if (!executionIdSchema.safeParse(executionId).success)
      throw new CodedError('USAGE', `"${executionId}" is no execution id: GET /api/results lists them`);
    const answer = await getFromStation(input, `/api/executions/${executionId}/checkpoint`);
    const exported = checkpointExportSchema.parse(answer);
    const file = resolve(input.cwd, textOf(input.flags['out']) ?? `checkpoint-${executionId}.json`);
    await writeFile(file, `${JSON.stringify(exported, null, 2)}\n`);
    const { dut, nextStep, lastSeq, interruptions } = exported;
    const next = nextStep === null ? 'no step is left' : `goes on with ${nextStep}`;
    const facts = `${dut.serialNumber}: ${next}, ${lastSeq} events stored, interrupted ${interruptions.length} times`;
    return { text: [file, `  ${facts}`], data: { file, ...exported } };
  },
};
