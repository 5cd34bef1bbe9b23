/** Every configuration that was accepted, newest last: one file each in `<station.yaml>.history/`, exactly as it was. */
import { createHash } from 'node:crypto';
import { chown, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ConfigVersion, configVersionSchema } from '@neurohub/contracts/config-rest';
import { CodedError } from '@neurohub/contracts/errors';
import { type FileRights, replaceFile } from '@neurohub/package-kit';

const KEPT = 50;
const EXTENSION = '.yaml';

export interface NewVersion {
  text: string;
  at: string;
  how: ConfigVersion['how'];
  by?: string | undefined;
  /** Of the file. */
  rights: FileRights;
}

export class ConfigHistory {
  readonly #folder: string;

  /** @param file path of station.yaml */
  constructor(file: string) {
    this.#folder = `${file}.history`;
  }

  /** Newest first. */
  async list(): Promise<ConfigVersion[]> {
    const ids = (await this.#ids()).toReversed();
    return Promise.all(ids.map(async (id) => ({ ...aboutOf(id), revision: revisionOf(await this.#read(id)) })));
  }

  /** @throws CONFIG_VERSION_NOT_FOUND */
  async get(id: string): Promise<ConfigVersion & { text: string }> {
    if (!(await this.#ids()).includes(id))
      throw new CodedError('CONFIG_VERSION_NOT_FOUND', `the history of the configuration has no "${id}"`);
    const text = await this.#read(id);
    return { ...aboutOf(id), revision: revisionOf(text), text };
  }

  /** Does nothing when the newest says the same. The oldest go when there are many. */
  async add({ text, at, how, by, rights }: NewVersion): Promise<void> {
    const ids = await this.#ids();
    const newest = ids.at(-1);
    if (newest !== undefined && (await this.#read(newest)) === text) return;
    // A command of another user must not keep the station out of it.
    if (await mkdir(this.#folder, { recursive: true, mode: 0o750 })) await chown(this.#folder, rights.uid, rights.gid);
    const id = idOf({ at, how, by });
    await replaceFile(join(this.#folder, id + EXTENSION), text, rights);
    const old = [...ids, id].toSorted().slice(0, -KEPT);
    await Promise.all(old.map((one) => rm(join(this.#folder, one + EXTENSION), { force: true })));
  }

  /** Oldest first: ids begin with their time. */
  async #ids(): Promise<string[]> {
    const isThere = await stat(this.#folder).catch(() => null);
    if (!isThere) return [];
    const names = await readdir(this.#folder);
    const ids = names.filter((name) => name.endsWith(EXTENSION)).map((name) => name.slice(0, -EXTENSION.length));
    return ids.filter((id) => isId(id)).toSorted();
  }

  #read(id: string): Promise<string> {
    return readFile(join(this.#folder, id + EXTENSION), 'utf8');
  }
}

export const revisionOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** `20261126T010203.456Z~api~Kim` */
function idOf({ at, how, by = '' }: Pick<NewVersion, 'at' | 'how' | 'by'>): string {
  const who = encodeURIComponent(by)
    .replaceAll(/[*'()!]/g, '_')
    .slice(0, 80)
    .replace(/%.?$/, '');
  return `${at.replaceAll(/[-:]/g, '')}~${how}~${who}`;
}

const ID = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d\.\d{3})Z~(\w+)~([\w.%~-]*)$/;

function aboutOf(id: string): Omit<ConfigVersion, 'revision'> {
  const [, year, month, day, hour, minute, second, how, who = ''] = ID.exec(id) ?? [];
  const by = decode(who);
  return {
    ...{ id, at: `${year}-${month}-${day}T${hour}:${minute}:${second}Z`, how: how as ConfigVersion['how'] },
    ...(by !== '' && { by }),
  };
}

/** Files that somebody else has put there are left alone. */
const isId = (id: string) => ID.test(id) && configVersionSchema.omit({ revision: true }).safeParse(aboutOf(id)).success;

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
