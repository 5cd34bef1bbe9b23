import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { endOrphan, isOrphan } from './orphan.ts';
import { bootId, identityOf } from './process-identity.ts';

/** Of no process that lives. */
const GONE = 4_194_304;

// Elsewhere the system does not tell who a process is, and nobody is ended.
describe.skipIf(process.platform !== 'linux')('the owner of an armed file (/proc is Linux only)', () => {
  let child: ChildProcess;
  beforeEach(async () => {
    child = spawn('sleep', ['60'], { detached: true });
    await once(child, 'spawn');
  });
  afterEach(() => void child.kill('SIGKILL'));

  function owner() {
    const pid = child.pid ?? 0;
    const { startTime } = identityOf(pid) ?? {};
    const boot = bootId();
    if (startTime === undefined || boot === undefined) throw new Error('who the child is cannot be told');
    return { pid, startTime, bootId: boot, servicePid: GONE, host: 'here' };
  }

  test('is an orphan when it is that very process and its parent is not the service', () => {
    expect(isOrphan(owner())).toBe(true);
  });

  test.each([
    ['has the number of the owner by chance: it began at another time', { startTime: '1' }],
    ['has it from another life of the machine', { bootId: 'another' }],
    ['has its service still', { servicePid: process.pid }],
    ['is its own service, under a debugger', { servicePid: -1 }],
    ['is gone', { pid: GONE }],
  ])('is nobody to be ended when it %s', (_why, changes) => {
    const process_ = { ...owner(), ...changes };
    if (process_.servicePid === -1) process_.servicePid = process_.pid;
    expect(isOrphan(process_)).toBe(false);
  });

  test('is ended with its group, and only then that is said', async () => {
    const exited = once(child, 'exit');
    await endOrphan(owner(), AbortSignal.timeout(10_000));
    expect(await exited).toEqual([null, 'SIGKILL']);
    expect(identityOf(child.pid ?? 0)).toBeUndefined();
  });
});
