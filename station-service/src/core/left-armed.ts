/** Instruments that an earlier process armed and did not live to make safe: an armed file whose lock nobody holds. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ArmedInstrument, armedInstrumentSchema } from '@neurohub/contracts/armed';
import Database from 'better-sqlite3';

const SUFFIX = '.json';

export class LeftArmed {
  readonly instrument: string;
  /** Null when the file cannot be read: it may be cut short, and is no less a warning. */
  readonly armed: ArmedInstrument | null;
  readonly #file: string;
  readonly #modifiedMs: number;

  constructor(parts: { instrument: string; armed: ArmedInstrument | null; file: string; modifiedMs: number }) {
    this.instrument = parts.instrument;
    this.armed = parts.armed;
    this.#file = parts.file;
    this.#modifiedMs = parts.modifiedMs;
  }

  get message(): string {
    const { armed } = this;
    const by = armed ? `batch ${armed.batchId} at ${armed.at}` : 'a process whose file cannot be read';
    return `instrument ${this.instrument} was left armed by ${by}: make sure that it is off`;
  }

  /** False once it was made safe, or somebody who is alive has armed it since. */
  async isStillSo(): Promise<boolean> {
    const facts = await stat(this.#file).catch(() => undefined);
    return facts?.mtimeMs === this.#modifiedMs;
  }
}

/** Looks once, before any worker is started: it takes each lock for a moment. */
export async function findLeftArmed(folder: string): Promise<LeftArmed[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(SUFFIX)).sort();
  const found = await Promise.all(
    names.map(async (name) => {
      const file = join(folder, name);
      // The second driver of an instrument has a file of its own, and the same lock.
      const [instrument = ''] = name.slice(0, -SUFFIX.length).split('+');
      if (isHeld(join(folder, `${instrument}.lock`))) return [];
      const { mtimeMs } = await stat(file);
      const armed = parseArmed(await readFile(file, 'utf8').catch(() => ''));
      return [new LeftArmed({ instrument, armed, file, modifiedMs: mtimeMs })];
    }),
  );
  return found.flat();
}

/** Instruments that this execution has armed, and not made safe. */
export async function armedBy(folder: string | undefined, executionId: string | null): Promise<string[]> {
  if (folder === undefined || executionId === null) return [];
  // Whoever is to make them safe says that the folder cannot be looked into.
  const all = await readdir(folder).catch(() => []);
  const names = all.filter((name) => name.endsWith(SUFFIX)).sort();
  const files = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8').catch(() => '')));
  return files.flatMap((text) => {
    const armed = parseArmed(text);
    return armed?.executionId === executionId ? [armed.instrument] : [];
  });
}

function isHeld(lockFile: string): boolean {
  const lock = new Database(lockFile, { timeout: 0 });
  try {
    lock.pragma('journal_mode = MEMORY');
    lock.pragma('locking_mode = EXCLUSIVE');
    lock.exec('BEGIN EXCLUSIVE');
    return false;
  } catch (thrown) {
    if (thrown instanceof Database.SqliteError && thrown.code.startsWith('SQLITE_BUSY')) return true;
    throw thrown;
  } finally {
    lock.close();
  }
}

function parseArmed(text: string): ArmedInstrument | null {
  try {
    return armedInstrumentSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
