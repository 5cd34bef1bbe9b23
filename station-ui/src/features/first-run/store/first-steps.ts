/** What is left to do at a new station, from how it really is: a step is done when the station says so, never because somebody ticked it. Pure. */
import type { BackupsView } from '@neurohub/contracts/backup-rest';
import type { ConfigView } from '@neurohub/contracts/config-rest';
import type { SyncStatus } from '@neurohub/contracts/sync-rest';
import { ID_OF_THE_EXAMPLE } from './news-of.ts';

export const FIRST_STEPS = ['name', 'batch', 'test', 'signIn', 'neurohub', 'backup'] as const;
export type FirstStep = (typeof FIRST_STEPS)[number];

export interface StationFacts {
  readonly config: Pick<ConfigView, 'resolved'>;
  readonly batchCount: number;
  readonly hasResults: boolean;
  readonly sync: Pick<SyncStatus, 'state' | 'lastContactAt'>;
  readonly backups: Pick<BackupsView, 'items'>;
}

export interface StepState {
  readonly step: FirstStep;
  readonly isDone: boolean;
}

interface Resolved {
  readonly station?: { readonly id?: string };
  readonly server?: { readonly auth?: { readonly enabled?: boolean } };
  readonly storage?: { readonly backup?: { readonly folder?: string } };
}

/** In the order in which they are best done. */
export function firstSteps({ config, batchCount, hasResults, sync, backups }: StationFacts): StepState[] {
  const { station, server, storage } = config.resolved as Resolved;
  const isDone: Record<FirstStep, boolean> = {
    name: station?.id !== ID_OF_THE_EXAMPLE,
    batch: batchCount > 0,
    test: hasResults,
    signIn: server?.auth?.enabled === true,
    // Named is not enough: it has to have answered.
    neurohub: sync.state !== 'off' && sync.lastContactAt !== null,
    backup: storage?.backup?.folder !== undefined && backups.items.length > 0,
  };
  return FIRST_STEPS.map((step) => ({ step, isDone: isDone[step] }));
}

/** Whoever has put the card away keeps it away, on this screen and for this station. */
export interface Kept {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

const keyOf = (stationId: string) => `first-steps-dismissed:${stationId}`;

export const isDismissed = (kept: Kept, stationId: string): boolean => kept.getItem(keyOf(stationId)) !== null;

export const dismiss = (kept: Kept, stationId: string): void => kept.setItem(keyOf(stationId), '1');
