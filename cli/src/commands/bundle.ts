import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { toErrorData } from '@neurohub/contracts/errors';
import { Redactor } from '@neurohub/contracts/redactor';
import { supportSnapshotSchema } from '@neurohub/contracts/support';
import { type ArchiveFile, listPackages, writeUstar } from '@neurohub/package-kit';
import { fileFacts, machineFacts } from '../bundle/machine-facts.ts';
import { redactedConfig } from '../bundle/redacted-config.ts';
import { redactedLogs } from '../bundle/redacted-logs.ts';
import { type Command, type CommandInput, textOf } from '../command.ts';
import { LOG_FILE_FLAGS, logFileOf } from '../logs/log-files.ts';
import { readStationFile } from '../run/station-file.ts';
import { dataFolder, SEQUENCES_FLAG, sequencesFolder } from '../station-folders.ts';
import { getFromStation, URL_FLAG } from '../station-rest.ts';

const README = `A support bundle of a NeuroHub station, made by \`station bundle\`. Please look through it before you send it.

  about.json           when it was made, of which machine, and what could not be had
  station.json         what the running station says: health, batches, alarms, newest results, metrics
  config/station.yaml  the configuration, without comments
  logs/                the log and what was set aside of it
  packages.json        sequence packages by name and version
  data-files.json      files of the data folder by name and size

Serial numbers and names of operators are in it. Passwords, keys and tokens are replaced by [redacted]; the database, measurements,
attachments, packages and the environment are not in it.
`;

export const bundleCommand: Command = {
  name: 'bundle',
  args: [],
  summary: 'Puts what support needs into one file, without secrets; also while the station does not run.',
  flags: {
    out: { value: 'file', help: 'default station-bundle-<time>.tar.gz' },
    ...LOG_FILE_FLAGS,
    ...SEQUENCES_FLAG,
    ...URL_FLAG,
  },
  run: async (input) => {
    const at = new Date().toISOString();
    const name = `station-bundle-${at.slice(0, 19).replace(/[-:]/g, '').replace('T', '-')}.tar.gz`;
    const file = resolve(input.cwd, textOf(input.flags['out']) ?? name);
    const { files, missing } = await gather(input, at);
    await writeFile(file, await promisify(gzip)(writeUstar(files)), { mode: 0o600 });
    const paths = files.map(({ path }) => path);
    return {
      text: [file, ...paths.map((path) => `  ${path}`), 'look through it before you send it'],
      data: { file, files: paths, missing },
      warnings: missing.map(({ what, why }) => `${what} is not in it: ${why}`),
    };
  },
};

interface Missing {
  what: string;
  why: string;
}

/** Everything that can be had; what cannot is told, and keeps nothing else out. */
async function gather(input: CommandInput, at: string): Promise<{ files: ArchiveFile[]; missing: Missing[] }> {
  const missing: Missing[] = [];
  const tryTo = async <T>(what: string, get: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await get();
    } catch (thrown) {
      missing.push({ what, why: toErrorData(thrown).message });
      return undefined;
    }
  };
  const redactor = new Redactor();
  redactor.learnEnvironment(input.env);
  const station = await tryTo('config/station.yaml', () => readStationFile(input));
  // First of all: the others are redacted with what the configuration says.
  const config =
    station && (await tryTo('config/station.yaml', () => redactedConfig(station.file, { redactor, env: input.env })));
  const dataDir = dataFolder(input, station?.dataDir);
  const snapshot = await tryTo('station.json', async () =>
    supportSnapshotSchema.parse(await getFromStation(input, '/api/system/support')),
  );
  const logs = await tryTo('logs', async () => redactedLogs(logFileOf(input, station ?? null), redactor));
  for (const name of logs?.leftOut ?? []) missing.push({ what: `logs/${name}`, why: 'newer ones fill the bundle' });
  const packages = await tryTo('packages.json', () => packageFacts(sequencesFolder(input, station?.sequencesDir)));
  const dataFiles = await tryTo('data-files.json', () => fileFacts(dataDir));
  const json = (path: string, value: unknown): ArchiveFile[] =>
    value === undefined ? [] : [textFile(path, `${JSON.stringify(redactor.value(value), null, 2)}\n`)];
  const about = { at, dataDir, machine: await machineFacts(dataDir), missing };
  const files = [
    textFile('README.txt', README),
    ...json('about.json', about),
    ...json('station.json', snapshot),
    ...(config === undefined || config === null ? [] : [textFile('config/station.yaml', config)]),
    ...json('packages.json', packages),
    ...json('data-files.json', dataFiles),
    ...(logs?.files ?? []),
  ];
  return { files, missing };
}

async function packageFacts(sequencesDir: string): Promise<unknown> {
  const packages = await listPackages(sequencesDir);
  return packages.map(({ folder, manifest, warnings, error }) => {
    const { name, version } = manifest ?? {};
    return { folder, name, version, warnings, error };
  });
}

const textFile = (path: string, text: string): ArchiveFile => ({ path, content: Buffer.from(text) });
