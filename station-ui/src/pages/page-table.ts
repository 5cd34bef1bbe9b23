/** The pages besides the slots and a batch: each is loaded when somebody opens it. In the order of the navigation. */
import type { Role } from '@neurohub/contracts/auth';
import { type ComponentType, type LazyExoticComponent, lazy } from 'react';

export interface PageProps {
  /** What follows the id in the address. */
  readonly path: readonly string[];
}

export interface PageEntry {
  /** In the address; `navigation.<id>` is its name. */
  readonly id: 'results' | 'statistics' | 'neurohub' | 'settings';
  /** Whoever has less does not see it. */
  readonly role: Role;
  readonly Component: LazyExoticComponent<ComponentType<PageProps>>;
}

export const PAGES: readonly PageEntry[] = [
  {
    ...{ id: 'results', role: 'viewer' },
    Component: lazy(async () => ({ default: (await import('./results-page.tsx')).ResultsPage })),
  },
  {
    ...{ id: 'statistics', role: 'viewer' },
    Component: lazy(async () => ({ default: (await import('./statistics-page.tsx')).StatisticsPage })),
  },
  {
    ...{ id: 'neurohub', role: 'viewer' },
    Component: lazy(async () => ({ default: (await import('./sync-page.tsx')).SyncPage })),
  },
  {
    ...{ id: 'settings', role: 'viewer' },
    Component: lazy(async () => ({ default: (await import('./settings-page.tsx')).SettingsPage })),
  },
];
