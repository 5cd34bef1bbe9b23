import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { MAX_LOOPS, readRequest } from '../run/run-request.ts';
import { DATA_FLAG, SEQUENCES_FLAG } from '../station-folders.ts';

export const runCommand: Command = {
  name: 'run',
  args: ['[package]'],
  summary:
    'Runs a package here, in the same worker as a batch: a folder (default this one, or the package of --batch), an archive or an installed name.',
  flags: {
    serial: { value: 'sn', help: 'serial number of the product (default the example of the package, or TEST-0001)' },
    param: { value: 'name=value', multiple: true, help: 'one parameter; may be given several times' },
    hardware: {
      value: 'file.yaml',
      help: 'settings of each instrument, as under hardware: of a batch; ${NAME} is a variable',
    },
    simulate: { help: 'the simulators of the package stand in for its hardware: nothing real is touched' },
    only: {
      value: 'step,step',
      help: 'only these steps, with what they depend on, setup and cleanup; the record says partial',
    },
    loop: { value: 'n', help: `n executions one after the other, with statistics (at most ${MAX_LOOPS})` },
    watch: { help: 'again whenever a file of the package changes, until Ctrl-C' },
    inspect: { help: 'in this process, without time limits, for a debugger: waits until one is attached' },
    'inspect-port': { value: 'port', help: 'where the debugger finds it (default 9229; 0: any free one)' },
    batch: {
      value: 'id',
      help: 'on the instruments of this batch of station.yaml, with its parameters and, unless one is named, its package',
    },
    config: {
      value: 'file',
      help: 'station.yaml (default STATION_CONFIG, then config/station.yaml where there is one)',
    },
    results: { value: 'folder', help: 'where the record is written (default results; with --json none)' },
    ...SEQUENCES_FLAG,
    ...DATA_FLAG,
  },
  exitCodes:
    '0 PASS · 1 FAIL · 2 ERROR · 3 ABORTED · 64 the command line is wrong · 65 refused before anything was run',
  refusedExit: EXIT.notRun,
  run: async (input) => {
    const request = readRequest(input);
    // Loaded here, so that no other command waits for the sockets.
    const { runPackage } = await import('../run/run-package.ts');
    return runPackage(request, input);
  },
};
