import { CodedError } from '@neurohub/contracts/errors';
import type { MeasurementRecord, Prompt } from '@neurohub/contracts/record';

/** As JSON. A frame of the record lane is 8 MB at most. */
const MAX_MEASURED_BYTES = 5 * 1024 * 1024;
/** Of files, before they are base64. */
const MAX_FILE_BYTES = 4 * 1024 * 1024;
/** Measurements and files together. What is left of the frame is for the traffic of instruments, the error and the state. */
const MAX_RECORD_BYTES = 6.25 * 1024 * 1024;
const MAX_SERIES_VALUES = 200_000;
const MAX_TEXT = 65_536;

/** What one attempt may still measure and attach: each name once, and no more than one record can hold. */
export class MeasurementAllowance {
  readonly #step: string;
  #names: Set<string> | undefined;
  #bytes = 0;
  #fileBytes = 0;
  #base64Bytes = 0;
  #seriesValues = 0;

  constructor(step: string) {
    this.#step = step;
  }

  /** How many values the series of this attempt may still have, all axes together. */
  get seriesValuesLeft(): number {
    return MAX_SERIES_VALUES - this.#seriesValues;
  }

  /** @throws CodedError MEASUREMENT_DUPLICATE; TypeError, RangeError for what no record can hold */
  check(name: unknown, unit: unknown): void {
    if (typeof name !== 'string' || name.length === 0 || name.length > 200)
      throw new TypeError(
        `the name of a measurement has 1 to 200 characters, got ${JSON.stringify(name)?.slice(0, 80)}`,
      );
    if (this.#names?.has(name))
      throw new CodedError('MEASUREMENT_DUPLICATE', `step "${this.#step}" has measured "${name}" already`);
    if (unit !== undefined && (typeof unit !== 'string' || unit.length > 50))
      throw new TypeError(`measure("${name}"): a unit has at most 50 characters`);
  }

  /** Takes a measurement into account. `text`: what it holds besides numbers. @throws RangeError when it is too much */
  take(name: string, { text = '', seriesValues = 0 }: { text?: string; seriesValues?: number }): void {
    if (text.length > MAX_TEXT)
      throw new RangeError(`measure("${name}"): a text has at most ${MAX_TEXT} characters, got ${text.length}`);
    this.#seriesValues += seriesValues;
    this.#names ??= new Set();
    this.#names.add(name);
  }

  /** Takes what is going to be recorded into account. @throws RangeError when one record cannot hold it besides the others */
  takeBytes(kept: MeasurementRecord | Prompt): void {
    this.#bytes += Buffer.byteLength(JSON.stringify(kept));
    if (this.#bytes > MAX_MEASURED_BYTES || this.#bytes + this.#base64Bytes > MAX_RECORD_BYTES)
      throw new RangeError(`step "${this.#step}" has more than one record can hold: split it into several steps`);
  }

  /** Takes a file into account; what is in its way otherwise. */
  takeFile(bytes: number): string | null {
    const base64Bytes = Math.ceil(bytes / 3) * 4;
    if (this.#fileBytes + bytes > MAX_FILE_BYTES) return `an attempt keeps at most ${MAX_FILE_BYTES} bytes of files`;
    if (this.#bytes + this.#base64Bytes + base64Bytes > MAX_RECORD_BYTES)
      return 'together with the measurements of the step it is more than one record can hold';
    this.#fileBytes += bytes;
    this.#base64Bytes += base64Bytes;
    return null;
  }
}
