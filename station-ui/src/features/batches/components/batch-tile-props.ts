import type { BatchView } from '@neurohub/contracts/rest';
import type { RunDetails, RunVerb } from '../api/batch-commands.ts';

/** How much room a tile has. */
export type Density = 'single' | 'normal' | 'compact';

/** What a tile can ask for. */
export interface TileCommands {
  select(batchId: string): void;
  stopExecution(batchId: string): void;
  startBatch(batchId: string): void;
  restartBatch(batchId: string): void;
  /** Something of an execution that runs. */
  steer(batchId: string, verb: RunVerb, details?: RunDetails): void;
  /** Lets a batch that is locked out begin again. `confirmedSafe`: its instruments were made safe by hand. */
  unlockBatch(batchId: string, request: { reason: string; confirmedSafe: boolean }): void;
  /** Goes on with the execution that lost its process, or closes it. */
  settleExecution(batchId: string, executionId: string, verb: 'resume' | 'discard'): void;
  /** Makes the instruments of the manual session safe. */
  endManual(batchId: string): void;
}

export interface BatchTileProps {
  readonly batch: BatchView;
  readonly stagedSerial: string;
  readonly isStagedValid: boolean;
  readonly isSelected: boolean;
  readonly canSelect: boolean;
  readonly density: Density;
  readonly clockOffsetMs: number;
  /** How old the data are, as text; absent while they are live. */
  readonly staleText?: string | undefined;
  /** A command to the batch's process is under way. */
  readonly isBusy: boolean;
  readonly detailsHref?: string | undefined;
  /** The page of this batch alone: everything that can be done with its execution has a place. @default false */
  readonly isDetailed?: boolean;
  readonly commands: TileCommands;
  /** What the operator is asked; it stands in the place of the step that asks. */
  readonly prompt?: React.ReactNode;
  /** A test that NeuroHub asks for. */
  readonly remoteStart?: React.ReactNode;
}
