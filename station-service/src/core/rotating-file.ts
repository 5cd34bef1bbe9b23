/** A file that is set aside when it has grown enough: `name` → `name.1` → `name.2` … A full disk loses lines and counts them. */
import { closeSync, fstatSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

export interface RotatingFileOptions {
  file: string;
  maxSizeBytes: number;
  /** How many set-aside files are kept; the oldest goes. */
  backupCount: number;
}

export class RotatingFile {
  #options: RotatingFileOptions;
  #handle: number | null = null;
  #size = 0;
  #lost = 0;

  constructor(options: RotatingFileOptions) {
    this.#options = options;
  }

  /** Lines that could not be written. */
  get lost(): number {
    return this.#lost;
  }

  /** Appends one line. Never throws: a station tests on when its log cannot be written. */
  write(line: string): void {
    try {
      const bytes = Buffer.from(line);
      this.#open();
      if (this.#size > 0 && this.#size + bytes.length > this.#options.maxSizeBytes) this.#rotate();
      if (this.#handle === null) return;
      const written = writeSync(this.#handle, bytes);
      this.#size += written;
      // The disk took a part of it: the rest of the line is lost, and it must not run into the next one.
      if (written < bytes.length) this.#endCutLine(this.#handle);
    } catch {
      // The console has the line too; the count says that the file has a hole.
      this.#lost += 1;
    }
  }

  /** Other limits, or another file, from the next line on. */
  change(options: RotatingFileOptions): void {
    if (options.file !== this.#options.file) this.close();
    this.#options = options;
  }

  close(): void {
    if (this.#handle !== null) closeSync(this.#handle);
    this.#handle = null;
  }

  #endCutLine(handle: number): void {
    this.#lost += 1;
    this.#size += writeSync(handle, '\n');
  }

  #open(): void {
    if (this.#handle !== null) return;
    mkdirSync(dirname(this.#options.file), { recursive: true });
    // Not for everybody on the machine: serial numbers and names of people are in it.
    this.#handle = openSync(this.#options.file, 'a', 0o640);
    this.#size = fstatSync(this.#handle).size;
  }

  #rotate(): void {
    const { file, backupCount } = this.#options;
    this.close();
    rmSync(backupCount === 0 ? file : `${file}.${backupCount}`, { force: true });
    for (let n = backupCount - 1; n >= 0; n--) {
      const from = n === 0 ? file : `${file}.${n}`;
      renameIfThere(from, `${file}.${n + 1}`);
    }
    this.#open();
  }
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}
