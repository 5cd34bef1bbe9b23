import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export const ROOT = join(import.meta.dirname, '../..');

export interface Outcome {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a program to its end, whatever becomes of it. */
export function runProgram(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      args,
      { cwd, env: { PATH: process.env['PATH'], ...env } },
      (_, stdout, stderr) => resolve({ exitCode: child.exitCode, stdout, stderr }),
    );
  });
}

/** A fresh folder as somebody would work in, and the built `station` command in it. */
export async function workplace() {
  const cwd = await mkdtemp(join(tmpdir(), 'station-cli-'));
  onTestFinished(() => rm(cwd, { recursive: true, force: true }));
  const station = (...args: string[]) => runProgram([join(ROOT, 'cli/dist/station.js'), ...args], cwd);
  return {
    cwd,
    station,
    /** The JSON of a command that has to work. */
    async done(...args: string[]): Promise<Record<string, unknown>> {
      const { exitCode, stdout, stderr } = await station(...args, '--json');
      if (exitCode !== 0) throw new Error(`station ${args.join(' ')} answered ${exitCode}\n${stdout}${stderr}`);
      return JSON.parse(stdout);
    },
    /** The error of a command that has to be refused. */
    async refused(...args: string[]): Promise<{ code: string; message: string; next: string }> {
      const { exitCode, stdout } = await station(...args, '--json');
      if (exitCode !== 1) throw new Error(`station ${args.join(' ')} answered ${exitCode}, not 1\n${stdout}`);
      return JSON.parse(stdout).error;
    },
  };
}
