import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { stageRelease } from '../package/stage.mjs';

const ROOT = join(import.meta.dirname, '../..');
/** Of `npm run package -- --check`; without it, the files that an archive would hold. */
const ARCHIVE = process.env['STATION_TEST_ARCHIVE'];
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

/** Releases of any version, made of this build, and a fresh prefix of a user who is not root. */
export class Installation {
  readonly folder = mkdtempSync(join(tmpdir(), 'station-install-'));
  /** Who runs the station. */
  readonly user = isRoot ? 'nobody' : userInfo().username;
  readonly prefix = join(this.folder, 'opt/station');
  #release: string | null = null;
  readonly #running: ChildProcess[] = [];

  constructor() {
    chmodSync(this.folder, 0o755);
    mkdirSync(join(this.folder, 'opt'));
    if (isRoot) chownSync(join(this.folder, 'opt'), NOBODY, NOBODY);
  }

  /** The unpacked archive of a release; the one before is it no more. */
  release(version: string): string {
    const next = join(this.folder, version);
    if (this.#release) renameSync(this.#release, next);
    else renameSync(ARCHIVE ? this.#unpack(ARCHIVE) : stageRelease({ root: ROOT, out: this.folder, version }), next);
    const file = join(next, 'release.json');
    const facts = JSON.parse(readFileSync(file, 'utf8')) as object;
    writeFileSync(file, JSON.stringify({ ...facts, version }));
    this.#release = next;
    return next;
  }

  #unpack(archive: string): string {
    execFileSync('tar', ['-xzf', archive, '-C', this.folder]);
    return join(this.folder, basename(archive, '.tar.gz'));
  }

  /** Runs a program of the release as the user, to its end. */
  run(program: string, args: string[] = [], { asRoot = false, path = '/usr/bin:/bin' } = {}) {
    const { status, stdout, stderr } = spawnSync(program, args, {
      ...this.#user(asRoot),
      env: { PATH: path, HOME: this.folder },
      cwd: this.folder,
      encoding: 'utf8',
    });
    return { status, output: `${stdout}${stderr}` };
  }

  /** Starts the installed station as the user, and gives its address once it is ready. */
  async start(): Promise<{ address: string; stop(): Promise<number | null> }> {
    const child = spawn(join(this.prefix, 'bin/station-service'), ['--port', '0'], {
      ...this.#user(false),
      env: { PATH: '/usr/bin:/bin', HOME: this.folder, TMPDIR: join(this.folder, 'opt') },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.#running.push(child);
    let said = '';
    for await (const line of createInterface(child.stdout)) {
      said += `${line}\n`;
      const address = /^ready {2}(\S+)/.exec(line)?.[1];
      if (address === undefined) continue;
      child.stdout.resume();
      return { address, stop: () => end(child) };
    }
    throw new Error(`the station ended before it was ready: ${said}`);
  }

  async dispose(): Promise<void> {
    for (const child of this.#running) if (child.exitCode === null) await end(child);
    rmSync(this.folder, { recursive: true, force: true });
  }

  #user(asRoot: boolean): { uid?: number; gid?: number } {
    return isRoot && !asRoot ? { uid: NOBODY, gid: NOBODY } : {};
  }
}

async function end(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  child.kill('SIGTERM');
  await once(child, 'close');
  return child.exitCode;
}
