import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CodedError } from '@neurohub/contracts/errors';
import type { HubStation } from '@neurohub/contracts/hub-rest';
import { idSchema } from '@neurohub/contracts/record';
import { type CommandContext, onlyArgument } from './command-context.ts';

export const STATION_HELP = `Usage: neurohub station add <id> [--name <name>]      enrols a station; prints its key once
       neurohub station add <id> --key-file <file>   the same for scripts, as often as they like: enrols it if it is
                                                     not, and writes a key into the file if there is no valid one
       neurohub station key <id>                     gives a new key, and revokes the one before
       neurohub station revoke <id>                  revokes the key
       neurohub station accept <id> --reason <text>  takes the next installation that speaks for the station
       neurohub station list

  --data-dir <folder>    as of NeuroHub itself; also NEUROHUB_DATA_DIR
  --database-url <url>   as of NeuroHub itself; also DATABASE_URL

The key goes into the environment of the station, and backend.api_key of its station.yaml names it.
`;

export async function stationCommand(
  verb: string,
  positionals: readonly string[],
  { stations, by, print, values }: CommandContext,
): Promise<void> {
  const { enrolment } = stations;
  if (verb === 'list') return print((await stations.list()).map(line).join('\n'));
  const id = onlyArgument(positionals, STATION_HELP);
  if (!idSchema.safeParse(id).success) throw new CodedError('USAGE', `"${id}" cannot be the id of a station`);
  if (verb === 'add' && values.keyFile)
    return print(await keepKeyFile(values.keyFile, { id, name: values.name }, { stations, by }));
  if (verb === 'add') return print(keyText(await enrolment.enrol({ id, name: values.name }, by)));
  if (verb === 'key') return print(keyText(await enrolment.giveKey(id, by)));
  if (verb === 'revoke') {
    await enrolment.revoke(id, by);
    return print(`the key of ${id} is revoked`);
  }
  if (verb !== 'accept') throw new CodedError('USAGE', `there is no command "station ${verb}"\n\n${STATION_HELP}`);
  const { reason } = values;
  if (!reason) throw new CodedError('USAGE', 'accept needs --reason: it is put down in the audit');
  await enrolment.acceptNext(id, { ...by, reason });
  print(`the next installation that speaks with the key of ${id} is the station`);
}

/** What is in the file counts as long as it is valid; else the station gets a new key. Only the owner can read the file. */
async function keepKeyFile(
  file: string,
  { id, name }: { id: string; name: string | undefined },
  { stations, by }: Pick<CommandContext, 'stations' | 'by'>,
): Promise<string> {
  const kept = (await readFile(file, 'utf8').catch(() => '')).trim();
  const isValid = await stations.identify({ 'x-api-key': kept }, id).then(
    () => true,
    () => false,
  );
  if (isValid) return `${file} holds the key of ${id}`;
  const isThere = (await stations.list()).some((station) => station.id === id);
  const { key } = isThere ? await stations.enrolment.giveKey(id, by) : await stations.enrolment.enrol({ id, name }, by);
  await mkdir(dirname(file), { recursive: true });
  await rm(file, { force: true });
  await writeFile(file, `${key}\n`, { mode: 0o600 });
  return `a new key of ${id} is in ${file}`;
}

const keyText = ({ id, key }: { id: string; key: string }) => `key of ${id}: ${key}\nIt is shown this once only.`;

function line({ id, heardAt, keyRevokedAt, results, concerns }: HubStation): string {
  const key = keyRevokedAt ? 'key revoked' : 'key valid';
  const odd = concerns.length > 0 ? `  look into: ${concerns.map(({ kind }) => kind).join(', ')}` : '';
  return `${id.padEnd(20)} ${key.padEnd(12)} ${results} results, heard ${heardAt ?? 'never'}${odd}`;
}
