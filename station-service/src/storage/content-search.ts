/** Which executions are meant by what happened in them: each has to be looked into. */
import { CodedError } from '@neurohub/contracts/errors';
import type { ResultsFilter } from '@neurohub/contracts/rest';
import type Database from 'better-sqlite3';
import { causesOfExecution, type FailedRow } from './cause-queries.ts';
import { type MeasuredExecution, valuesOfExecution } from './measured-queries.ts';

export type LookedInto = FailedRow & MeasuredExecution;
export type Matches = (row: LookedInto) => boolean;

export function contentSearch(db: Database.Database) {
  const causesOf = causesOfExecution(db);
  const valuesOf = valuesOfExecution(db);

  /** Null: the columns of an execution say it all. @throws CodedError VALIDATION_ERROR */
  return (filter: ResultsFilter): Matches | null => {
    const { step, measurement, cause, valueFrom, valueBelow } = filter;
    refuseHalf(filter);
    if (cause)
      return (row) =>
        causesOf(row).some(
          (found) =>
            cause.includes(found.status) &&
            (step === undefined || found.step === step) &&
            (measurement === undefined || (found.measurement ?? '') === measurement),
        );
    if (measurement === undefined) return step === undefined ? null : () => true;
    const isAsked = ({ value }: { value: number | null }) =>
      (valueFrom === undefined || (value !== null && value >= valueFrom)) &&
      (valueBelow === undefined || (value !== null && value < valueBelow));
    return (row) => valuesOf(row, { measurement, ...(step !== undefined && { step }) }).some(isAsked);
  };
}

function refuseHalf({ measurement, cause, valueFrom, valueBelow }: ResultsFilter): void {
  const hasValue = valueFrom !== undefined || valueBelow !== undefined;
  if (hasValue && (!measurement || cause)) throw refused('valueFrom', 'a value needs a `measurement`, and no `cause`');
  if (measurement === '' && !cause) throw refused('measurement', 'empty means "by itself", of a step with a `cause`');
}

const refused = (path: string, message: string) =>
  new CodedError('VALIDATION_ERROR', `${path}: ${message}`, { details: { problems: [{ path, message }] } });
