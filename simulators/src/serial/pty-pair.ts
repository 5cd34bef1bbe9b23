/**
 * A serial line without hardware: a pseudo terminal whose far end is this process. The program `script` (util-linux) opens it, so no
 * native module is needed; the near end is a device node that a driver opens like any serial port.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, symlinkSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

/** Why there is no pseudo terminal on this computer; null where there is. */
export function ptyUnavailable(): string | null {
  if (process.platform !== 'linux') return 'pseudo terminals are opened by the util-linux program "script"';
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.some((folder) => existsSync(join(folder, 'script')))
    ? null
    : 'the program "script" (util-linux) is missing';
}

export class PtyPair {
  /** The device node for the driver: a link of its own, so that it can vanish like that of an unplugged adapter. */
  readonly path: string;
  readonly #folder: string;
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;

  private constructor(folder: string, child: ChildProcessByStdio<Writable, Readable, null>) {
    this.#folder = folder;
    this.path = join(folder, 'ttySIM0');
    this.#child = child;
  }

  static async open(): Promise<PtyPair> {
    const keepOpen = 'stty raw -echo; tty; exec sleep 2147483647';
    const child = spawn('script', ['-qfec', keepOpen, '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'] });
    // A far end that was unplugged takes no more bytes; that is what it is for.
    child.stdin.on('error', () => undefined);
    const [line] = await once(child.stdout, 'data');
    const pair = new PtyPair(mkdtempSync(join(tmpdir(), 'pty-')), child);
    symlinkSync(String(line).trim(), pair.path);
    return pair;
  }

  /** Bytes that the driver sent. */
  onBytes(take: (chunk: Buffer) => void): void {
    this.#child.stdout.on('data', take);
  }

  /** Sends bytes to the driver. */
  write(bytes: Uint8Array): void {
    this.#child.stdin.write(bytes);
  }

  /** Closes the far end, as a device does that loses its power: the operating system hangs up. */
  async hangUp(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exited;
  }

  /** Takes the device node away and leaves the line open: what a driver sees of an adapter whose kernel driver says nothing. */
  removeNode(): void {
    unlinkSync(this.path);
  }

  async close(): Promise<void> {
    await this.hangUp();
    rmSync(this.#folder, { recursive: true });
  }
}
