/** As whom PostgreSQL runs. It refuses to be root, and is right to. */
import { spawnSync } from 'node:child_process';
import { stat } from 'node:fs/promises';

export interface ServerUser {
  uid: number;
  gid: number;
}

const CANDIDATES = ['postgres', 'neurohub', 'nobody'] as const;
/** What most systems call nobody. */
const NOBODY: ServerUser = { uid: 65534, gid: 65534 };

/**
 * Null: as whoever runs NeuroHub. For root: whoever owns the database that is there already, else the first unprivileged user of
 * this machine that fits.
 */
export async function serverUser(cluster: string): Promise<ServerUser | null> {
  if (process.getuid?.() !== 0) return null;
  const owner = await stat(cluster).catch(() => undefined);
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  for (const name of CANDIDATES) {
    const user = lookUp(name);
    if (user) return user;
  }
  return NOBODY;
}

function lookUp(name: string): ServerUser | null {
  const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, name], { encoding: 'utf8' }));
  if (uid?.status !== 0 || gid?.status !== 0) return null;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}
