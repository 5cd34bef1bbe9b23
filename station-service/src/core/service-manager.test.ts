import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ServiceManager } from './service-manager.ts';

const missing = ['systemd-notify', 'perl'].filter((program) => {
  try {
    execFileSync('which', [program], { stdio: 'ignore' });
    return false;
  } catch {
    return true;
  }
});
const why = missing.length > 0 ? ` (skipped: no ${missing.join(', no ')} here)` : '';

/** A unix datagram socket as systemd holds it: one line of output for each message, its words joined by `|`. */
const LISTENER = `use Socket; socket(my $s, AF_UNIX, SOCK_DGRAM, 0) or die; bind($s, sockaddr_un($ARGV[0])) or die; $| = 1;
print "bound\\n"; while (defined recv($s, my $text, 65536, 0)) { $text =~ s/\\n/|/g; print "$text\\n"; }`;

const warnings: string[] = [];
const log = { warn: (...args: unknown[]) => warnings.push(String(args.at(-1))) };
const open: Disposable[] = [];

function manager(env: Record<string, string | undefined>): ServiceManager {
  const one = new ServiceManager({ env: { PATH: process.env['PATH'], ...env }, log, status: () => 'all\nwell' });
  open.push(one);
  return one;
}

afterEach(() => {
  for (const one of open.splice(0)) one[Symbol.dispose]();
  warnings.length = 0;
});

describe.skipIf(missing.length > 0)(`with a datagram socket of the file system${why}`, () => {
  let folder: string;
  let listener: ChildProcess;
  let messages: AsyncIterator<string>;
  let socket: string;
  /** Without what `systemd-notify` sends to wait until the others have been read. */
  const next = async (): Promise<string> => {
    for (;;) {
      const { value } = await messages.next();
      if (!String(value).startsWith('BARRIER=')) return String(value).replace(/\|$/, '');
    }
  };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'notify-'));
    socket = join(folder, 'notify');
    listener = spawn('perl', ['-e', LISTENER, socket], { stdio: ['ignore', 'pipe', 'inherit'] });
    if (listener.stdout) messages = createInterface(listener.stdout)[Symbol.asyncIterator]();
    expect(await next()).toBe('bound');
  });

  afterEach(async () => {
    listener.kill();
    await once(listener, 'close');
    rmSync(folder, { recursive: true });
  });

  it('tells that the station is ready, feeds the watchdog three times in its time, and tells that it ends', async () => {
    const one = manager({ NOTIFY_SOCKET: socket, WATCHDOG_USEC: '900000', WATCHDOG_PID: String(process.pid) });
    await one.ready();
    expect(await next()).toBe('READY=1|STATUS=all well');
    expect(await next()).toBe('WATCHDOG=1|STATUS=all well');
    expect(await next()).toBe('WATCHDOG=1|STATUS=all well');
    one[Symbol.dispose]();
    await one.stopping();
    const rest = [await next()];
    while (rest.at(-1)?.startsWith('WATCHDOG')) rest.push(await next());
    expect(rest.at(-1)).toBe('STOPPING=1|STATUS=stopping: running tests are made safe');
    expect(warnings).toEqual([]);
  });

  it('feeds no watchdog that is meant for another process', async () => {
    const one = manager({ NOTIFY_SOCKET: socket, WATCHDOG_USEC: '3000', WATCHDOG_PID: String(process.pid + 1) });
    await one.ready();
    await one.stopping();
    expect(await next()).toMatch(/^READY=1/);
    expect(await next()).toMatch(/^STOPPING=1/);
  });

  it('goes on and says so once when nobody listens', async () => {
    const one = manager({ NOTIFY_SOCKET: join(folder, 'nobody') });
    await one.ready();
    await one.stopping();
    expect(warnings).toEqual(['systemd could not be told how the station is']);
  });
});

it('does nothing where no service manager asks', async () => {
  const one = manager({ PATH: '/nowhere' });
  await one.ready();
  await one.stopping();
  expect(warnings).toEqual([]);
});
