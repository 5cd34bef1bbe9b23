/** Where the files and series of a record are: each screen asks another service for them. */
import type { StepView } from '@neurohub/contracts/rest';
import { createContext, useContext } from 'react';

export type StoredStep = Pick<StepView, 'name' | 'attempt' | 'iterations' | 'status'>;

/** Undefined where there is nothing to fetch. */
export interface RecordLinks {
  attachment(executionId: string, sha256: string): string | undefined;
  series(executionId: string | undefined, step: StoredStep, measurement: string): SeriesLinks | undefined;
}

/** The values of a series: as a table to be saved, and as numbers to be drawn. */
export interface SeriesLinks {
  readonly csv: string;
  readonly f64: string;
}

/** Without one, files and series are named without a link. */
export const RecordLinksContext = createContext<RecordLinks>({ attachment: () => undefined, series: () => undefined });

export const useRecordLinks = (): RecordLinks => useContext(RecordLinksContext);
