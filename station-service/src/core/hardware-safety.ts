/**
 * Makes safe what processes that died have left armed. The one place of the service that knows armed files; it runs no driver itself
 * but has a cold process do it (docs/recovery.md).
 */
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { toErrorData } from '@neurohub/contracts/errors';
import type { SafeStopResult } from '@neurohub/contracts/safe-stop';
import { ORPHAN_GRACE_MS } from '@neurohub/contracts/vocabulary';
import { type ArmedFile, armedFiles, isArmedBy, type SafeStopFiles, safeStop } from '@neurohub/worker-link';
import type { Logger } from './logger.ts';

/** The process is gone; what the kernel has not taken back by then is somebody else's. */
const OWN_DEATH_GRACE_MS = 500;
const CONFIRMED = 'confirmed';

export interface HardwareSafetyParts {
  files: SafeStopFiles;
  /** Where the settings of instruments find the values of their `${NAME}`. */
  env: Readonly<Record<string, string | undefined>>;
  log: Logger;
}

export class HardwareSafety {
  readonly #parts: HardwareSafetyParts;

  constructor(parts: HardwareSafetyParts) {
    this.#parts = parts;
  }

  /** After the death of a batch's process, or an execution that could not make safe itself. Gives what is not safe now. Never rejects. */
  async makeSafe(batchId: string): Promise<SafeStopResult[]> {
    try {
      const armed = (await this.#armed()).filter((one) => isArmedBy(batchId, one));
      return await this.#make(armed, OWN_DEATH_GRACE_MS);
    } catch (thrown) {
      return [this.#unknown(batchId, thrown)];
    }
  }

  /**
   * Everything that any earlier process left; those that still end by themselves are let for a while. Gives what is not safe now.
   * @throws when nobody can say what is armed
   */
  async makeAllSafe(): Promise<SafeStopResult[]> {
    return this.#make(await this.#armed(), ORPHAN_GRACE_MS);
  }

  /** A person has made these safe by hand: their files are set aside, and kept. */
  async confirm(unsafe: readonly SafeStopResult[]): Promise<void> {
    const { armedDir } = this.#parts.files;
    await mkdir(join(armedDir, CONFIRMED), { recursive: true });
    for (const { file } of unsafe.filter((one) => one.file !== '')) {
      const kept = `${new Date().toISOString().replaceAll(':', '-')}-${file}`;
      await rename(join(armedDir, file), join(armedDir, CONFIRMED, kept)).catch((thrown: NodeJS.ErrnoException) => {
        if (thrown.code !== 'ENOENT') throw thrown;
      });
    }
  }

  #armed(): Promise<ArmedFile[]> {
    return armedFiles(this.#parts.files.armedDir);
  }

  async #make(armed: readonly ArmedFile[], graceMs: number): Promise<SafeStopResult[]> {
    if (armed.length === 0) return [];
    const { files, env, log } = this.#parts;
    for (const { file } of armed) log.warn({ file }, 'an instrument was left armed and is made safe');
    const onOutput = (file: string, text: string) => log.warn({ file, text }, 'the driver said while it was made safe');
    const results = await safeStop(files, armed, { graceMs, env, onOutput });
    for (const result of results) this.#tell(result);
    return results.filter(({ outcome }) => outcome === 'failed' || outcome === 'inUse');
  }

  /** Nobody can say what is armed, so nobody may say that all is safe. It has no file. */
  #unknown(batchId: string, thrown: unknown): SafeStopResult {
    const { code, message } = toErrorData(thrown, 'INSTRUMENT_NOT_SAFE');
    const error = { code, message: `nobody can say which instruments are armed: ${message}` };
    const result = { file: '', instrument: batchId, batchId, outcome: 'failed', error, durationMs: 0 } as const;
    this.#tell(result);
    return result;
  }

  #tell({ instrument, outcome, error, durationMs }: SafeStopResult): void {
    const facts = { instrument, outcome, error, durationMs: Math.round(durationMs) };
    if (outcome === 'failed' || outcome === 'inUse') this.#parts.log.error(facts, 'an instrument is not safe');
    else this.#parts.log.warn(facts, 'an instrument is safe');
  }
}
