import { CodedError } from '@neurohub/contracts/errors';
import type { ResultsPage, ResultsQuery, UnitHistory } from '@neurohub/contracts/rest';
import type {
  MeasuredNames,
  MeasurementQuery,
  MeasurementStatistics,
  SlotsAnswer,
  StationPareto,
  StationThroughput,
  StationYield,
} from '@neurohub/contracts/statistics-rest';
import { DatabaseThread } from './database-thread.ts';
import type { ReaderData } from './jobs.ts';
import type { LongReaderOperations } from './long-reader-operations.ts';
import type { TimedQuery } from './production-queries.ts';
import type { BucketedQuery } from './statistics-operations.ts';

/** @param entry the compiled thread entry (db-long-reader.js) */
export interface LongReaderOptions extends ReaderData {
  entry: string;
}

type Without<T> = Promise<Omit<T, 'period'>>;

/**
 * What may take seconds on a database of a million executions, on a connection and a thread of its own: neither tests nor the screens'
 * short queries wait for it. One question after the other. The thread begins with the first one.
 */
export class LongReader implements AsyncDisposable {
  readonly #options: LongReaderOptions;
  #thread: Promise<DatabaseThread<LongReaderOperations>> | null = null;
  #isClosed = false;

  constructor(options: LongReaderOptions) {
    this.#options = options;
  }

  /** Newest first. @throws CodedError VALIDATION_ERROR for a cursor that is none */
  listResults(query: ResultsQuery): Promise<ResultsPage> {
    return this.#call('listResults', query);
  }

  /** Oldest first, of the newest. */
  unitHistory(serialNumber: string): Promise<UnitHistory> {
    return this.#call('unitHistory', serialNumber);
  }

  yieldStatistics(query: BucketedQuery): Without<StationYield> {
    return this.#call('yieldStatistics', query);
  }

  throughputStatistics(query: BucketedQuery): Without<StationThroughput> {
    return this.#call('throughputStatistics', query);
  }

  slotStatistics(query: TimedQuery): Without<SlotsAnswer> {
    return this.#call('slotStatistics', query);
  }

  pareto(query: TimedQuery): Without<StationPareto> {
    return this.#call('pareto', query);
  }

  measuredNames(sequence: string): Promise<MeasuredNames> {
    return this.#call('measuredNames', sequence);
  }

  measurementStatistics(
    query: TimedQuery & Pick<MeasurementQuery, 'step' | 'measurement' | 'bins' | 'points'>,
  ): Without<MeasurementStatistics> {
    return this.#call('measurementStatistics', query);
  }

  /** Waits for what was asked. May be called twice. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    const thread = await this.#thread?.catch(() => null);
    await thread?.close();
  }

  async #call<K extends keyof LongReaderOperations & string>(
    operation: K,
    argument: Parameters<LongReaderOperations[K]>[0],
  ): Promise<ReturnType<LongReaderOperations[K]>> {
    const thread = await this.#open();
    return thread.call(operation, argument);
  }

  #open(): Promise<DatabaseThread<LongReaderOperations>> {
    if (this.#isClosed) return Promise.reject(new CodedError('SHUTTING_DOWN', 'the station is ending'));
    const { entry, ...data } = this.#options;
    // One that failed, or was lost, is begun anew by the next question.
    const forget = () => {
      this.#thread = null;
    };
    this.#thread ??= DatabaseThread.open<LongReaderOperations>({ name: 'long reader', entry, data, onLost: forget });
    this.#thread.catch(forget);
    return this.#thread;
  }
}
