import { spawnSync } from 'node:child_process';

/**
 * Runs a program to its end. What it says is shown, except where only its exit code is asked for.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {{quiet?: boolean}} [options]
 * @returns {boolean} whether it ended with 0
 */
export function run(program, args, { quiet = false } = {}) {
  const { status, error } = spawnSync(program, args, { stdio: quiet ? 'ignore' : 'inherit' });
  if (error) process.stderr.write(`${program}: ${error.message}\n`);
  return status === 0;
}
