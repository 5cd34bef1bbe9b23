/** Many executions into one file, some at a time: whoever asks may stop in between. Runs in a report thread. */
import { closeSync, createReadStream, openSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { CodedError } from '@neurohub/contracts/errors';
import type { BulkFormat } from '@neurohub/contracts/exports-rest';
import type { ResultsFilter } from '@neurohub/contracts/rest';
import type Database from 'better-sqlite3';
import { resultQueries } from '../storage/result-queries.ts';
import { executionCsvRows, LONG_HEADER } from './execution-csv.ts';
import { type WideRow, wideHeader, wideLine, wideRow } from './execution-wide.ts';
import { addToWorkbook, MOST_XLSX_ROWS, type WorkbookRows, workbook } from './execution-xlsx.ts';

export interface BulkRequest {
  filter: ResultsFilter;
  format: BulkFormat;
  /** Does not exist yet. */
  file: string;
}

export interface BulkProgress {
  /** Executions that match and have ended, when it began. */
  total: number;
  done: number;
  isOver: boolean;
}

const EXECUTIONS_AT_A_TIME = 25;
const MOST_COLUMNS = 4_000;

export class BulkExport {
  readonly #request: BulkRequest;
  readonly #records: ReturnType<typeof resultQueries>;
  readonly #newest: number;
  readonly #total: number;
  readonly #handle: number;
  readonly #columns = new Set<string>();
  readonly #rows: WorkbookRows = { executions: [], measurements: [] };
  #after = 0;
  #done = 0;
  #isOver = false;

  constructor(db: Database.Database, request: BulkRequest) {
    this.#request = request;
    this.#records = resultQueries(db);
    const { total, newest } = this.#records.extentOf(request.filter);
    this.#total = total;
    this.#newest = newest;
    this.#handle = openSync(request.format === 'csv-wide' ? this.#rowsFile : request.file, 'wx', 0o600);
    if (request.format === 'csv') writeSync(this.#handle, LONG_HEADER);
  }

  get progress(): BulkProgress {
    return { total: this.#total, done: this.#done, isOver: this.#isOver };
  }

  /** Oldest first. What is accepted after the begin is left out. @throws CodedError EXPORT_TOO_LARGE, DISK_FULL */
  next(): BulkProgress {
    const { filter } = this.#request;
    const page = { filter, after: this.#after, newest: this.#newest, limit: EXECUTIONS_AT_A_TIME };
    const found = this.#records.endedAfter(page);
    for (const { id, number } of found) {
      this.#after = number;
      this.#take(id);
      this.#done += 1;
    }
    this.#isOver = found.length < EXECUTIONS_AT_A_TIME;
    return this.progress;
  }

  /** Closes the file, and gives it its last form. Bytes of it. */
  async end(): Promise<number> {
    const { format, file } = this.#request;
    closeSync(this.#handle);
    if (format === 'csv-wide') await this.#writeWide();
    if (format === 'xlsx') writeFileSync(file, await workbook(this.#rows));
    return statSync(file).size;
  }

  #take(id: string): void {
    const record = this.#records.getExecution(id);
    if (!record) throw new CodedError('EXECUTION_NOT_FOUND', `no execution ${id}`);
    switch (this.#request.format) {
      case 'jsonl':
        this.#write(`${JSON.stringify(record)}\n`);
        break;
      case 'csv':
        this.#write(executionCsvRows(record));
        break;
      case 'csv-wide':
        this.#takeWide(wideRow(record));
        break;
      case 'xlsx':
        addToWorkbook(this.#rows, record);
        if (this.#rows.measurements.length > MOST_XLSX_ROWS) throw tooLarge(`${MOST_XLSX_ROWS} rows of measurements`);
    }
  }

  /** The columns are known at the end only, so rows wait in a file beside. */
  #takeWide(row: WideRow): void {
    for (const column of Object.keys(row.values)) this.#columns.add(column);
    if (this.#columns.size > MOST_COLUMNS) throw tooLarge(`${MOST_COLUMNS} columns`);
    // A reader of lines takes these for line ends, and JSON lets them stand.
    this.#write(`${JSON.stringify(row).replace(/[\u2028\u2029]/g, ' ')}\n`);
  }

  get #rowsFile(): string {
    return `${this.#request.file}.rows`;
  }

  async #writeWide(): Promise<void> {
    const columns = [...this.#columns];
    const handle = openSync(this.#request.file, 'wx', 0o600);
    try {
      writeSync(handle, wideHeader(columns));
      for await (const line of createInterface({ input: createReadStream(this.#rowsFile) }))
        writeSync(handle, wideLine(JSON.parse(line), columns));
    } finally {
      closeSync(handle);
    }
    rmSync(this.#rowsFile);
  }

  #write(text: string): void {
    try {
      writeSync(this.#handle, text);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'ENOSPC') throw cause;
      throw new CodedError('DISK_FULL', 'there is no room for the file of the export', { cause });
    }
  }
}

const tooLarge = (what: string) =>
  new CodedError('EXPORT_TOO_LARGE', `more than ${what} would be in the file: narrow the filter, or use csv or jsonl`);
