import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const READERS = join(import.meta.dirname, '../children/readers.ts');

/** Screens that look on, until they are disposed of. */
export class Readers implements Disposable {
  readonly #child: ChildProcess;

  static async start(address: string, count: number, kind: 'reading' | 'stalled'): Promise<Readers> {
    const child = spawn(process.execPath, [READERS, address, String(count), kind], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (child.stdout) await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
    if (child.exitCode !== null) throw new Error(`the clients of the live stream ended with ${child.exitCode}`);
    return new Readers(child);
  }

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  [Symbol.dispose](): void {
    this.#child.kill('SIGKILL');
  }
}
