/**
 * Loaded before anything else into every process of a station (NODE_OPTIONS): its wall clock is as far off as a file says, in
 * milliseconds. What the system counts by itself (timers, performance.now) goes on, as it does when somebody sets the clock. Nothing of
 * the product knows of it.
 */
import child, { type SpawnOptions } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { LAB_CLOCK = '', NODE_OPTIONS = '' } = process.env;
const RealDate = Date;
const now = () => RealDate.now() + Number(readFileSync(LAB_CLOCK, 'utf8'));

class ShiftedDate extends RealDate {
  constructor(...values: unknown[]) {
    if (values.length === 0) super(now());
    else super(...(values as [number]));
  }

  static override now(): number {
    return now();
  }
}
globalThis.Date = ShiftedDate as DateConstructor;

// Workers get an environment of their own.
const { spawn } = child;
type Spawn = (command: string, args: readonly string[], options: SpawnOptions) => child.ChildProcess;
const spawnShifted: Spawn = (command, args, options) =>
  spawn(command, args, { ...options, env: { ...(options?.env ?? process.env), LAB_CLOCK, NODE_OPTIONS } });
child.spawn = spawnShifted as typeof spawn;
syncBuiltinESMExports();
