import { spawnSync } from 'node:child_process';

/**
 * Runs a program to its end. What it says is shown.
 *
 * @param {string} program
 * @param {string[]} args
 * @returns {boolean} whether it ended with 0
 */
export function run(program, args) {
  const { status, error } = spawnSync(program, args, { stdio: 'inherit' });
  if (error) process.stderr.write(`${program}: ${error.message}\n`);
  return status === 0;
}
