/** A server that outlived its NeuroHub is asked to end before another one is started in its folder. */
import { spawnSync } from 'node:child_process';
import { readlinkSync, realpathSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { CodedError } from '@neurohub/contracts/errors';
import type { DatabaseLog } from '../database-log.ts';
import { postmasterPid } from './server-process.ts';

/** Then it is asked to end at once, and after as long again that is an error. */
const PATIENCE_MS = 30_000;

/**
 * Whoever calls holds the lock of the data folder, so no NeuroHub needs that server any more.
 * @throws CodedError DATA_DIR_IN_USE when it does not end
 */
export async function stopLeftover(cluster: string, log: DatabaseLog): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    const pid = await postmasterPid(cluster);
    if (pid === null || !isServerOf(pid, cluster)) return;
    log.warn({ pid, signal }, 'a database server of an earlier life still runs: it is asked to end');
    process.kill(pid, signal);
    const until = performance.now() + PATIENCE_MS;
    while (performance.now() < until) {
      if (!isServerOf(pid, cluster)) return;
      await delay(20);
    }
  }
  throw new CodedError('DATA_DIR_IN_USE', `${cluster}: a PostgreSQL that runs there does not end`, {
    details: { folder: cluster, pid: await postmasterPid(cluster) },
  });
}

/** Numbers of processes are used again: on Linux its working folder tells, elsewhere its name. */
function isServerOf(pid: number, cluster: string): boolean {
  try {
    process.kill(pid, 0);
    if (process.platform === 'linux') return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster);
    return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout.includes('postgres');
  } catch {
    return false;
  }
}
