/**
 * Where the values of a series are kept: few beside the measurement, many in a file of their own, named by the hash of its content.
 * The file is on the disk before the record that names it is committed. A record that is refused afterwards leaves a file that nobody
 * names: harmless, and the same content again is the same file.
 */
import { createHash, randomUUID } from 'node:crypto';
import { access, mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CodedError } from '@neurohub/contracts/errors';
import type { RecordMessage } from '@neurohub/contracts/ipc';
import type { MeasurementRecord, Series, StepRecord } from '@neurohub/contracts/record';

/** Bytes of values; more go to a file. */
const MAX_INLINE_BYTES = 64 * 1024;

export class SeriesFiles {
  readonly #dir: string;

  /** @param dir the results folder, which exists */
  constructor(dir: string) {
    this.#dir = dir;
  }

  /**
   * The RECORD as it can be committed: the values of each series proven by their hash, and large ones in their files.
   * @throws CodedError PROTOCOL_ERROR for values that are not what their hash says; DISK_FULL, STORAGE_FAILED, both worth a retry
   */
  async keep(message: RecordMessage): Promise<RecordMessage> {
    const events: RecordMessage['events'] = [];
    for (const event of message.events)
      events.push(
        event.type === 'stepEnded' ? { ...event, step: await this.#keepStep(message.executionId, event.step) } : event,
      );
    return { ...message, events };
  }

  /** The bytes of a series. @throws CodedError SERIES_NOT_FOUND, STORAGE_FAILED when they are not what their hash says */
  async read(executionId: string, series: Series): Promise<Buffer> {
    const bytes =
      series.stored === 'file'
        ? await readFile(this.#file(executionId, series.hash)).catch((cause) => {
            throw new CodedError('SERIES_NOT_FOUND', `the values of series ${series.hash} are not there`, { cause });
          })
        : Buffer.from(series.data ?? '', 'base64');
    if (hashOf(bytes) === series.hash) return bytes;
    throw new CodedError('STORAGE_FAILED', `the values of series ${series.hash} were changed after they were stored`);
  }

  async #keepStep(executionId: string, step: StepRecord): Promise<StepRecord> {
    const measurements: MeasurementRecord[] = [];
    for (const measurement of step.measurements) {
      const { series } = measurement;
      measurements.push(series ? { ...measurement, series: await this.#keepSeries(executionId, series) } : measurement);
    }
    return { ...step, measurements };
  }

  async #keepSeries(executionId: string, { data, ...series }: Series): Promise<Series> {
    const bytes = Buffer.from(data ?? '', 'base64');
    const expected = 8 * series.points * (series.y.length + 1);
    if (bytes.length !== expected || hashOf(bytes) !== series.hash)
      throw new CodedError('PROTOCOL_ERROR', `the values of series ${series.hash} are not what their hash says`);
    if (data !== undefined && bytes.length <= MAX_INLINE_BYTES) return { ...series, data, stored: 'inline' };
    await writeDurably(this.#file(executionId, series.hash), bytes);
    return { ...series, stored: 'file' };
  }

  #file(executionId: string, hash: string): string {
    return join(this.#dir, executionId, `${hash}.f64`);
  }
}

export function carriesSeries({ events }: RecordMessage): boolean {
  return events.some((event) => event.type === 'stepEnded' && event.step.measurements.some(({ series }) => series));
}

const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

async function writeDurably(file: string, bytes: Buffer): Promise<void> {
  const folder = dirname(file);
  try {
    await mkdir(folder, { recursive: true });
    // A name without its bytes cannot be: it appears by a rename after they are on the disk.
    if (!(await exists(file))) await writeThenName(file, bytes);
    await syncFolder(folder);
    await syncFolder(dirname(folder));
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code === 'ENOSPC' ? 'DISK_FULL' : 'STORAGE_FAILED';
    throw new CodedError(code, 'the values of a series could not be written', { details: { retry: true }, cause });
  }
}

async function writeThenName(file: string, bytes: Buffer): Promise<void> {
  const temporary = `${file}.${randomUUID()}.new`;
  const handle = await open(temporary, 'wx');
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, file);
}

const exists = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );

/** Makes the name durable. Windows has no such call for folders, and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
