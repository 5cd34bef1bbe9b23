import { type BackupView, backupsViewSchema, backupViewSchema } from '@neurohub/contracts/backup-rest';
import type { Command } from '../command.ts';
import { getFromStation, postToStation, URL_FLAG } from '../station-rest.ts';

export const backupCommand: Command = {
  name: 'backup',
  args: [],
  summary: 'Makes a backup of everything the running station keeps.',
  flags: URL_FLAG,
  run: async (input) => {
    const backup = backupViewSchema.parse(await postToStation(input, '/api/backups', { timeoutMs: LONG_MS }));
    return { text: [line(backup)], data: { backup } };
  },
};

export const backupListCommand: Command = {
  name: 'backup list',
  args: [],
  summary: 'Shows the backups of the running station, newest first.',
  flags: URL_FLAG,
  run: async (input) => {
    const view = backupsViewSchema.parse(await getFromStation(input, '/api/backups'));
    const none = view.items.length === 0 ? ['there is none yet'] : view.items.map(line);
    const next = view.nextAt === null ? 'none is made by schedule' : `the next is due at ${view.nextAt}`;
    const warnings = view.failure === null ? [] : [`the last one could not be made: ${view.failure}`];
    return { text: [view.folder, ...none.map((text) => `  ${text}`), next], data: { ...view }, warnings };
  },
};

/** Everything is copied and read again; the client of Node itself gives up after five minutes. */
const LONG_MS = 290_000;

function line({ id, files, bytes, reason }: BackupView): string {
  return `${id}  ${files} files, ${(bytes / 1024 ** 2).toFixed(1)} MB, by ${reason}`;
}
