/** Where the files and series of a record are: each screen asks another service for them. */
import type { StepView } from '@neurohub/contracts/rest';
import { createContext, useContext } from 'react';

export type StoredStep = Pick<StepView, 'name' | 'attempt' | 'iterations' | 'status'>;

/** Undefined where there is nothing to fetch. */
export interface RecordLinks {
  attachment(executionId: string, sha256: string): string | undefined;
  series(executionId: string | undefined, step: StoredStep, measurement: string): string | undefined;
}

/** Without one, files and series are named without a link. */
export const RecordLinksContext = createContext<RecordLinks>({ attachment: () => undefined, series: () => undefined });

export const useRecordLinks = (): RecordLinks => useContext(RecordLinksContext);
