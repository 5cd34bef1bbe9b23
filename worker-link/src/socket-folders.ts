import { createHash } from 'node:crypto';
import { access, constants, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodedError } from '@neurohub/contracts/errors';

/** The longest path a Unix socket can have is 107 bytes; roots that leave too little room use TCP on loopback. */
const MAX_FOLDER_LENGTH = 95;
const RANDOM_LENGTH = 6;

/**
 * Where the sockets to workers are: one private folder (0700) for each worker, below the user's runtime folder or the temporary one,
 * never in the data folder. Folders that a killed station left behind are removed by the next station of the same data folder.
 */
export class SocketFolders {
  readonly #prefix: string;

  /** To be called by the holder of the data folder's lock: nobody else uses folders of this prefix. */
  static async prepare(dataDir: string, env: NodeJS.ProcessEnv = process.env): Promise<SocketFolders> {
    const root = await writableRoot(env['XDG_RUNTIME_DIR']);
    const name = `neurohub-${createHash('sha256').update(dataDir).digest('hex').slice(0, 12)}-`;
    const leftovers = (await readdir(root)).filter((entry) => entry.startsWith(name));
    await Promise.all(leftovers.map((entry) => rm(join(root, entry), { recursive: true, force: true })));
    return new SocketFolders(join(root, name));
  }

  private constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** A fresh folder, or null where Unix sockets cannot be used. @throws BATCH_START_FAILED */
  async make(): Promise<string | null> {
    if (process.platform === 'win32' || this.#prefix.length + RANDOM_LENGTH > MAX_FOLDER_LENGTH) return null;
    try {
      return await mkdtemp(this.#prefix);
    } catch (cause) {
      const message = `no private folder for the worker's sockets could be made at ${this.#prefix}`;
      throw new CodedError('BATCH_START_FAILED', message, { cause });
    }
  }
}

/** A runtime folder in the environment may belong to another user, after `su` for example. */
async function writableRoot(runtimeDir: string | undefined): Promise<string> {
  if (!runtimeDir) return tmpdir();
  const isWritable = await access(runtimeDir, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
  return isWritable ? runtimeDir : tmpdir();
}
