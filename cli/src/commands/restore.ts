import * as z from 'zod';
import type { Command } from '../command.ts';
import { askDataTool } from '../data-tool.ts';
import { DATA_FLAG } from '../station-folders.ts';

const restoredSchema = z.object({ id: z.string(), madeAt: z.string(), files: z.number(), movedTo: z.string() });

export const restoreCommand: Command = {
  name: 'restore',
  args: ['<backup>'],
  summary: 'Puts a backup in the place of what the station keeps; the station is stopped. Moves aside what is there.',
  flags: {
    'with-config': { help: 'the station.yaml of the backup too' },
    config: { value: 'file', help: 'station.yaml (default STATION_CONFIG, then config/station.yaml)' },
    ...DATA_FLAG,
  },
  run: async (input) => {
    const [backup = ''] = input.args;
    const withConfig = input.flags['with-config'] === true;
    const restored = restoredSchema.parse(await askDataTool(input, { verb: 'restore', backup, withConfig }));
    const { id, madeAt, files, movedTo } = restored;
    return {
      text: [`${id}  of ${madeAt}: ${files} files are back`, `what was there is in ${movedTo}`],
      data: restored,
    };
  },
};
