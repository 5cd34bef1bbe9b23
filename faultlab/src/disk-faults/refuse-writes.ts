/**
 * Lets every write of a running process to a file fail, and succeed again: by its limit of the size of files, which everybody may set
 * for processes of his own. SQLite takes EFBIG as any other error of a disk (SQLITE_IOERR_WRITE).
 */
import { spawnSync } from 'node:child_process';

/** Why it cannot be done here, or null. */
export function whyNoRefusal(): string | null {
  if (process.platform !== 'linux') return 'prlimit is there for Linux only';
  const { error, status } = spawnSync('prlimit', ['--pid', String(process.pid), '--fsize'], { stdio: 'ignore' });
  return error || status !== 0 ? 'prlimit is not installed' : null;
}

/** From here on no byte gets into a file, until the returned function is called. */
export function refuseWrites(pid: number): () => void {
  setLimit(pid, '0');
  return () => setLimit(pid, 'unlimited');
}

function setLimit(pid: number, soft: string): void {
  const { status, stderr } = spawnSync('prlimit', ['--pid', String(pid), `--fsize=${soft}:`], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`prlimit: ${stderr}`);
}
