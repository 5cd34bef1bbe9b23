import { randomUUID } from 'node:crypto';
import { CodedError, toErrorData } from '@neurohub/contracts/errors';
import type { BeginExportBody, BulkFormat, ExportState, ExportView } from '@neurohub/contracts/exports-rest';
import type { ResultsFilter } from '@neurohub/contracts/rest';
import type { Clock } from '../core/clock.ts';
import type { DiskGuard } from '../core/disk-guard.ts';
import type { Logger } from '../core/logger.ts';
import type { ReportDesk } from '../report/report-desk.ts';
import type { ExportFolder } from './export-folder.ts';

export interface BulkExportsParts {
  folder: ExportFolder;
  desk: Pick<ReportDesk, 'openAnother'>;
  disk: Pick<DiskGuard, 'assertRoom'>;
  clock: Pick<Clock, 'wallIso'>;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
}

/** How long a finished file is kept. */
const KEPT_MS = 24 * 3_600_000;
const TEND_EVERY_MS = 10 * 60_000;
const MOST_KEPT = 20;
const ENDINGS: Record<BulkFormat, string> = { jsonl: 'jsonl', csv: 'csv', 'csv-wide': 'csv', xlsx: 'xlsx' };

/**
 * Exports of many executions, in the background and one at a time. Each works some executions at a time on a thread of its own, and looks
 * in between whether it is still wanted and whether there is room; testing has neither to wait for it nor to share its disk to the end.
 */
export class BulkExports implements AsyncDisposable {
  readonly #parts: BulkExportsParts;
  readonly #views: Map<string, ExportView>;
  readonly #timer: NodeJS.Timeout;
  #running: { id: string; isWanted: boolean; over: Promise<void> } | null = null;

  /** What an earlier life was at is interrupted. */
  static async open(parts: BulkExportsParts): Promise<BulkExports> {
    const views = await parts.folder.load();
    const exports = new BulkExports(parts, views);
    for (const view of views) if (view.state === 'running') await exports.#end(view, { state: 'interrupted' });
    await exports.#tend();
    return exports;
  }

  private constructor(parts: BulkExportsParts, views: readonly ExportView[]) {
    this.#parts = parts;
    this.#views = new Map(views.map((view) => [view.id, view]));
    this.#timer = setInterval(() => void this.#tend().catch(this.#onFault), TEND_EVERY_MS).unref();
  }

  /** Newest first. */
  get views(): ExportView[] {
    return [...this.#views.values()].sort((a, b) => (a.begunAt < b.begunAt ? 1 : -1));
  }

  /** @throws CodedError EXPORT_NOT_FOUND */
  view(id: string): ExportView {
    const view = this.#views.get(id);
    if (view) return view;
    throw new CodedError('EXPORT_NOT_FOUND', `no export ${id}`);
  }

  /** Answers as soon as it has begun. @throws CodedError EXPORT_BUSY while another runs; DISK_FULL */
  async begin({ format, filter }: Pick<BeginExportBody, 'format' | 'filter'>, by: string): Promise<ExportView> {
    await this.#parts.disk.assertRoom();
    if (this.#running) throw new CodedError('EXPORT_BUSY', `export ${this.#running.id} is under way`);
    const begunAt = this.#parts.clock.wallIso();
    const view: ExportView = {
      ...{ id: randomUUID(), format, filter: queryOf(filter), state: 'running', by, begunAt, total: 0, done: 0 },
      fileName: `results_${begunAt.replaceAll(':', '-')}.${ENDINGS[format]}`,
    };
    const running = { id: view.id, isWanted: true, over: Promise.resolve() };
    this.#running = running;
    try {
      await this.#keep(view);
    } catch (thrown) {
      this.#running = null;
      throw thrown;
    }
    running.over = this.#run(view, filter, running).finally(() => {
      this.#running = null;
    });
    return view;
  }

  /** Ends it when it runs; removes it with its file when it has ended. @throws CodedError EXPORT_NOT_FOUND */
  async remove(id: string): Promise<ExportView> {
    const view = this.view(id);
    if (this.#running?.id === id) {
      this.#running.isWanted = false;
      await this.#running.over;
      return this.view(id);
    }
    this.#views.delete(id);
    await this.#parts.folder.remove(id);
    return view;
  }

  /** The finished file. @throws CodedError EXPORT_NOT_FOUND, EXPORT_NOT_DONE */
  fileOf(id: string): { file: string; view: ExportView } {
    const view = this.view(id);
    if (view.state === 'done') return { file: this.#parts.folder.fileOf(view), view };
    throw new CodedError('EXPORT_NOT_DONE', `export ${id} is ${view.state}: it has no file`);
  }

  /** Resolves when none runs. */
  async untilIdle(): Promise<void> {
    await this.#running?.over;
  }

  /** Ends what runs, as interrupted. */
  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    const running = this.#running;
    if (!running) return;
    running.isWanted = false;
    await running.over;
    const view = this.#views.get(running.id);
    if (view?.state === 'cancelled') await this.#keep({ ...view, state: 'interrupted' });
  }

  async #run(view: ExportView, filter: ResultsFilter, running: { isWanted: boolean }): Promise<void> {
    const { folder, log } = this.#parts;
    log.info({ export: view.id, format: view.format, by: view.by }, 'an export of results begins');
    try {
      const bytes = await this.#work(view, filter, running);
      if (bytes === null) await this.#end(view, { state: 'cancelled' });
      else await this.#end(view, { state: 'done', bytes });
    } catch (thrown) {
      log.error({ err: thrown, export: view.id }, 'an export of results failed');
      await folder.removeFile(view).catch(this.#onFault);
      await this.#end(view, { state: 'failed', error: toErrorData(thrown) }).catch(this.#onFault);
    }
  }

  /** Bytes of the file; null when it was not wanted any more. */
  async #work(
    { id, format, fileName }: ExportView,
    filter: ResultsFilter,
    running: { isWanted: boolean },
  ): Promise<number | null> {
    const { desk, disk, folder } = this.#parts;
    await using thread = await desk.openAnother();
    let progress = await thread.call('bulkBegin', { filter, format, file: folder.fileOf({ id, fileName }) });
    while (!progress.isOver) {
      if (!running.isWanted) return null;
      await disk.assertRoom();
      progress = await thread.call('bulkNext', undefined);
      const { total, done } = progress;
      this.#show({ ...this.view(id), total, done });
    }
    return running.isWanted ? await thread.call('bulkEnd', undefined) : null;
  }

  async #end(view: ExportView, end: Pick<ExportView, 'bytes' | 'error'> & { state: ExportState }): Promise<void> {
    const { clock, folder, log } = this.#parts;
    const endedAt = clock.wallIso();
    const keptUntil = new Date(Date.parse(endedAt) + KEPT_MS).toISOString();
    if (end.state !== 'done') await folder.removeFile(view);
    await this.#keep({ ...(this.#views.get(view.id) ?? view), ...end, endedAt, keptUntil });
    log.info({ export: view.id, state: end.state }, 'an export of results has ended');
  }

  #show(view: ExportView): void {
    this.#views.set(view.id, view);
  }

  async #keep(view: ExportView): Promise<void> {
    await this.#parts.folder.save(view);
    this.#show(view);
  }

  /** What was kept long enough goes, and the oldest of too many. */
  async #tend(): Promise<void> {
    const now = this.#parts.clock.wallIso();
    const old = this.views.filter(
      ({ state, keptUntil }, index) => state !== 'running' && (index >= MOST_KEPT || (keptUntil ?? '') <= now),
    );
    for (const { id } of old) await this.remove(id);
  }

  readonly #onFault = (thrown: unknown) => {
    this.#parts.log.warn({ err: thrown }, 'exports of results could not be tidied');
  };
}

/** A filter as the query it came as. */
function queryOf(filter: ResultsFilter): Record<string, string> {
  const set = Object.entries(filter).filter(([, value]) => value !== undefined);
  return Object.fromEntries(set.map(([key, value]) => [key, Array.isArray(value) ? value.join(',') : String(value)]));
}
