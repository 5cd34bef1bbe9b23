import { DatabaseThread } from '../storage/database-thread.ts';
import type { ExportedFile, ExportOneRequest, ReportOperations } from './report-operations.ts';
import type { ReportData } from './report-thread.ts';

/** @param entry the compiled thread entry (report.js) */
export interface ReportDeskOptions extends ReportData {
  entry: string;
}

const IDLE_MS = 60_000;

/**
 * Makes one file of one execution at a time, on a thread of its own: a PDF takes a second of work. The thread ends when nobody has asked
 * for a minute, for library and fonts take 100 MB.
 */
export class ReportDesk implements AsyncDisposable {
  readonly #options: ReportDeskOptions;
  #thread: Promise<DatabaseThread<ReportOperations>> | null = null;
  #asked = 0;
  #idle: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: ReportDeskOptions) {
    this.#options = options;
  }

  /** @throws CodedError EXECUTION_NOT_FOUND, STORAGE_FAILED */
  async exportOne(request: ExportOneRequest): Promise<ExportedFile> {
    clearTimeout(this.#idle);
    this.#asked += 1;
    try {
      const thread = await this.#open();
      return await thread.call('exportOne', request);
    } finally {
      this.#asked -= 1;
      if (this.#asked === 0 && !this.#isClosed) this.#idle = setTimeout(() => void this.#end(), IDLE_MS).unref();
    }
  }

  /** A thread for one work of many executions; whoever asked for it closes it. */
  openAnother(): Promise<DatabaseThread<ReportOperations>> {
    return this.#begin('bulk export', () => undefined);
  }

  /** Waits for what was asked. May be called twice. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#idle);
    await this.#end();
  }

  #open(): Promise<DatabaseThread<ReportOperations>> {
    // One that failed, or was lost, is begun anew by the next who asks.
    const forget = () => {
      this.#thread = null;
    };
    this.#thread ??= this.#begin('report', forget);
    this.#thread.catch(forget);
    return this.#thread;
  }

  #begin(name: string, onLost: () => void): Promise<DatabaseThread<ReportOperations>> {
    const { entry, ...data } = this.#options;
    return DatabaseThread.open<ReportOperations>({ name, entry, data, onLost });
  }

  async #end(): Promise<void> {
    const thread = await this.#thread?.catch(() => null);
    this.#thread = null;
    await thread?.close();
  }
}
