import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CodedError } from '@neurohub/contracts/errors';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';

export const testCommand: Command = {
  name: 'test',
  args: ['[folder]', '[file]'],
  summary: "Runs a package's own tests (*.test.ts), wherever it is; with a part of a file's name, only those.",
  flags: {},
  exitCodes: '0 all passed · 1 a test failed · 64 the command line is wrong · 65 nothing was run',
  refusedExit: EXIT.notRun,
  run: async ({ args: [given = '.', file], flags, cwd }) => {
    const folder = resolve(cwd, given);
    const manifest = await stat(join(folder, 'manifest.yaml')).catch(() => null);
    if (!manifest) throw new CodedError('MISSING_FILE', `${folder} is no package: it has no manifest.yaml`);
    const { runTests } = await import('../test/run-tests.ts');
    const filters = file === undefined ? [] : [file];
    const summary = await runTests(folder, { filters, isSilent: flags['json'] === true });
    if (!summary)
      throw new CodedError('MISSING_FILE', `${folder} has no test${file ? ` like "${file}"` : ': *.test.ts'}`);
    return { text: [], data: { ...summary }, exitCode: summary.failed > 0 ? 1 : EXIT.done };
  },
};
