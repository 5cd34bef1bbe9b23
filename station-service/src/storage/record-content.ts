/**
 * What of a RECORD is kept outside of the database: the values of a series when they are many, and every attachment. Each is proven by
 * its hash when it comes and when it is read.
 */
import { CodedError } from '@neurohub/contracts/errors';
import type { RecordMessage } from '@neurohub/contracts/ipc';
import type { Attachment, MeasurementRecord, Series, StepRecord } from '@neurohub/contracts/record';
import { type ContentFiles, contentHash } from './content-files.ts';

/** Bytes of the values of a series; more go to a file. */
const MAX_INLINE_BYTES = 64 * 1024;

/** Where the values of a series are, in the folder of its execution. */
export const seriesFile = (hash: string) => `${hash}.f64`;

export class RecordContent {
  readonly #files: ContentFiles;

  constructor(files: ContentFiles) {
    this.#files = files;
  }

  /**
   * The RECORD as it can be committed: its content proven, and on the disk where it goes to files.
   * @throws CodedError PROTOCOL_ERROR for content that is not what its hash says; DISK_FULL, STORAGE_FAILED, both worth a retry
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
  async readSeries(executionId: string, series: Series): Promise<Buffer> {
    const bytes =
      series.stored === 'file'
        ? await this.#files.read(executionId, seriesFile(series.hash))
        : Buffer.from(series.data ?? '', 'base64');
    if (!bytes) throw new CodedError('SERIES_NOT_FOUND', `the values of series ${series.hash} are not there`);
    return proven(bytes, series.hash, 'the values of series');
  }

  /** The bytes of an attachment. @throws CodedError ATTACHMENT_NOT_FOUND, STORAGE_FAILED when they are not what their hash says */
  async readAttachment(executionId: string, { name, sha256 }: Attachment): Promise<Buffer> {
    const bytes = await this.#files.read(executionId, sha256);
    if (!bytes) throw new CodedError('ATTACHMENT_NOT_FOUND', `the file of attachment "${name}" is not there`);
    return proven(bytes, sha256, `attachment "${name}"`);
  }

  async #keepStep(executionId: string, step: StepRecord): Promise<StepRecord> {
    const measurements: MeasurementRecord[] = [];
    for (const measurement of step.measurements) {
      const { series } = measurement;
      measurements.push(series ? { ...measurement, series: await this.#keepSeries(executionId, series) } : measurement);
    }
    if (!step.attachments) return { ...step, measurements };
    const attachments: Attachment[] = [];
    for (const attachment of step.attachments) attachments.push(await this.#keepAttachment(executionId, attachment));
    return { ...step, measurements, attachments };
  }

  async #keepSeries(executionId: string, { data, ...series }: Series): Promise<Series> {
    const bytes = Buffer.from(data ?? '', 'base64');
    const expected = 8 * series.points * (series.y.length + 1);
    if (bytes.length !== expected || contentHash(bytes) !== series.hash)
      throw new CodedError('PROTOCOL_ERROR', `the values of series ${series.hash} are not what their hash says`);
    if (data !== undefined && bytes.length <= MAX_INLINE_BYTES) return { ...series, data, stored: 'inline' };
    await this.#files.write(executionId, seriesFile(series.hash), bytes);
    return { ...series, stored: 'file' };
  }

  async #keepAttachment(executionId: string, { data, ...attachment }: Attachment): Promise<Attachment> {
    const bytes = Buffer.from(data ?? '', 'base64');
    if (bytes.length !== attachment.size || contentHash(bytes) !== attachment.sha256)
      throw new CodedError('PROTOCOL_ERROR', `attachment "${attachment.name}" is not what its size and hash say`);
    await this.#files.write(executionId, attachment.sha256, bytes);
    return attachment;
  }
}

/** Most records carry none: they go to the writer without another turn of the loop. */
export function carriesContent({ events }: RecordMessage): boolean {
  return events.some(
    (event) =>
      event.type === 'stepEnded' &&
      (event.step.attachments !== undefined || event.step.measurements.some(({ series }) => series)),
  );
}

function proven(bytes: Buffer, hash: string, what: string): Buffer {
  if (contentHash(bytes) === hash) return bytes;
  throw new CodedError('STORAGE_FAILED', `${what} (${hash}) was changed after it was stored`);
}
