/** Lets calls of a running process on some files fail or take long, with strace. Linux, and only where one process may trace another. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { eventually } from '../harness/eventually.ts';

const SYNCS = 'fsync,fdatasync';

export type Injection =
  /** fsync answers EIO and has not synced: the n-th only, or each. */
  | { kind: 'sync fails'; when?: number }
  /** fsync works, and comes back later: the n-th only, or each. */
  | { kind: 'sync is slow'; ms: number; when?: number };

export interface Injected {
  /** How often it has happened. */
  count(): number;
  /** The disk is well again; the process goes on. */
  end(): Promise<void>;
}

/** Resolves when every thread of the process is under it. @throws Error with what strace says when it cannot */
export async function injectFaults(pid: number, files: readonly string[], injection: Injection): Promise<Injected> {
  const paths = files.flatMap((file) => ['-P', file]);
  const strace = spawn('strace', ['-f', '-e', `trace=${SYNCS}`, '-e', inject(injection), ...paths, '-p', String(pid)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  strace.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk;
  });
  const ended = once(strace, 'exit');
  await eventually(() => said.includes('attached') || strace.exitCode !== null, { what: 'strace attached' });
  if (strace.exitCode !== null) throw new Error(`strace cannot inject: ${said}`);
  return {
    count: () => said.split(/\((?:INJECTED|DELAYED)\)/).length - 1,
    async end() {
      strace.kill('SIGINT');
      await ended;
    },
  };
}

function inject(injection: Injection): string {
  const what = injection.kind === 'sync is slow' ? `delay_exit=${injection.ms * 1000}` : 'error=EIO';
  return `inject=${SYNCS}:${what}${injection.when === undefined ? '' : `:when=${injection.when}`}`;
}
