import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';

/** Where a program is: a path as it is given, a name as PATH has it. @throws Error when it is not there or cannot be run */
export function findProgram(
  program: string,
  { path, cwd = '.' }: { path: string | undefined; cwd?: string | undefined },
): string {
  if (isAbsolute(program) || /[\\/]/.test(program)) return runnable(resolve(cwd, program));
  const folders = (path ?? '').split(delimiter).filter((folder) => folder !== '');
  const found = folders.map((folder) => join(folder, program)).find(isRunnable);
  if (found === undefined) throw new Error('it is in no folder of PATH');
  return found;
}

function runnable(file: string): string {
  if (!existsSync(file)) throw new Error('there is no such file');
  if (!isRunnable(file)) throw new Error('it is no program that may be run');
  return file;
}

function isRunnable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

const SETPRIV = '/usr/bin/setpriv';

/**
 * The command line that lets a program die with this process, also when this one is killed: a group of its own keeps it out of ours. Linux
 * has that (util-linux); elsewhere a program that is under way when this process is killed runs on to its end.
 */
export function leashed(file: string, args: readonly string[]): [file: string, args: readonly string[]] {
  if (process.platform !== 'linux' || !existsSync(SETPRIV)) return [file, args];
  return [SETPRIV, ['--pdeathsig', 'KILL', '--', file, ...args]];
}
