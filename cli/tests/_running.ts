import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutionRecord } from '@neurohub/contracts/record';
import { onTestFinished } from 'vitest';
import { ROOT, workplace } from './_util.ts';

export const MISBEHAVING = join(ROOT, 'faultlab/fixtures/misbehaving_v1');

/** A folder with the data of a station in it, and `station` commands that are still on. */
export async function runPlace() {
  const { cwd, station, done } = await workplace();
  await mkdir(join(cwd, 'data'));
  const witness = join(cwd, 'witness');
  const told = () => (existsSync(witness) ? readFileSync(witness, 'utf8').trim().split('\n') : []);
  return {
    cwd,
    station,
    done,
    witness,
    /** `station run` of the misbehaving fixture, by the behaviour of its middle step. */
    misbehave: (behaviour: string, ...args: string[]) =>
      startStation(cwd, [
        'run',
        MISBEHAVING,
        '--param',
        `behaviour=${behaviour}`,
        '--param',
        `witness=${witness}`,
        ...args,
      ]),
    told,
    async untilTold(what: string): Promise<void> {
      while (!told().includes(what)) await new Promise((resolve) => setTimeout(resolve, 10));
    },
    /** The records in results/, the oldest first. */
    async records(): Promise<ExecutionRecord[]> {
      const names = (await readdir(join(cwd, 'results'))).filter((name) => name.endsWith('.json'));
      const read = async (name: string): Promise<ExecutionRecord> =>
        JSON.parse(await readFile(join(cwd, 'results', name), 'utf8'));
      const records = await Promise.all(names.map(read));
      return records.sort((a, b) => a.acceptedAt.localeCompare(b.acceptedAt));
    },
  };
}

/** A `station` command that is on: what it said so far, and its end. */
export function startStation(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [join(ROOT, 'cli/dist/station.js'), ...args], {
    cwd,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  const waiting = new Set<() => void>();
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal })),
  );
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].setEncoding('utf8').on('data', (chunk: string) => {
      said[stream] += chunk;
      for (const look of waiting) look();
    });
  onTestFinished(() => void child.kill('SIGKILL'));
  return {
    child,
    said,
    ended,
    /** Resolves when the output has it; rejects when the command ends before. */
    async until(pattern: RegExp, stream: 'stdout' | 'stderr' = 'stdout'): Promise<RegExpExecArray> {
      const found = Promise.withResolvers<RegExpExecArray>();
      const look = () => {
        const match = pattern.exec(said[stream]);
        if (match) found.resolve(match);
      };
      waiting.add(look);
      look();
      void ended.then(() => found.reject(new Error(`ended before ${pattern}:\n${said.stdout}${said.stderr}`)));
      return found.promise.finally(() => waiting.delete(look));
    },
  };
}
