import * as z from 'zod';
import type { Command } from '../command.ts';
import { askDataTool } from '../data-tool.ts';
import { DATA_FLAG } from '../station-folders.ts';

const rekeyedSchema = z.object({ encrypted: z.boolean(), copy: z.string().nullable() });

export const databaseRekeyCommand: Command = {
  name: 'database rekey',
  args: [],
  summary:
    'Encrypts the database by storage.encryption.passphrase, or by none when there is none; the station is stopped. The environment variable ' +
    'STATION_OLD_PASSPHRASE has the one of before. Keeps a copy of what was.',
  flags: {
    config: { value: 'file', help: 'station.yaml (default STATION_CONFIG, then config/station.yaml)' },
    ...DATA_FLAG,
  },
  run: async (input) => {
    const rekeyed = rekeyedSchema.parse(await askDataTool(input, { verb: 'rekey' }));
    const state = rekeyed.encrypted
      ? 'the database is encrypted by the passphrase of station.yaml'
      : 'the database is not encrypted';
    const copy =
      rekeyed.copy === null
        ? 'nothing was to be changed'
        : `as it was before it is in ${rekeyed.copy}: remove that once the station has started`;
    return { text: [state, copy], data: rekeyed };
  },
};
