/** The pages besides the slots and a batch: each is loaded, with its strings, when somebody opens it. Their order is that of the navigation: page-groups.ts. */
import type { Role } from '@neurohub/contracts/auth';
import type { Strings } from '@neurohub/ui-kit/i18n/merge-strings';
import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import { getI18n } from 'react-i18next';
import type { NavigationId } from '../features/navigation/page-groups.ts';
import { addPageStrings } from '../i18n/strings.ts';

export interface PageProps {
  /** What follows the id in the address. */
  readonly path: readonly string[];
}

export interface PageEntry {
  /** In the address; `navigation.<id>` is its name. */
  readonly id: Exclude<NavigationId, 'home'>;
  /** Whoever has less does not see it. */
  readonly role: Role;
  readonly Component: LazyExoticComponent<ComponentType<PageProps>>;
}

/** One batch; its address is `#/batch/<id>`. */
export const BatchPage = page<{ batchId: string }>(
  async () => (await import('./batch-page.tsx')).BatchPage,
  () => import('../i18n/batch/en.json'),
  () => import('../i18n/batch/ko.json'),
);

export const PAGES: readonly PageEntry[] = [
  {
    ...{ id: 'results', role: 'viewer' },
    Component: page(
      async () => (await import('./results-page.tsx')).ResultsPage,
      () => import('../i18n/results/en.json'),
      () => import('../i18n/results/ko.json'),
    ),
  },
  {
    ...{ id: 'statistics', role: 'viewer' },
    Component: page(
      async () => (await import('./statistics-page.tsx')).StatisticsPage,
      () => import('../i18n/statistics/en.json'),
      () => import('../i18n/statistics/ko.json'),
    ),
  },
  {
    ...{ id: 'sequences', role: 'viewer' },
    Component: page(
      async () => (await import('./sequences-page.tsx')).SequencesPage,
      () => import('../i18n/sequences/en.json'),
      () => import('../i18n/sequences/ko.json'),
    ),
  },
  {
    ...{ id: 'manual', role: 'technician' },
    Component: page(
      async () => (await import('./manual-page.tsx')).ManualPage,
      () => import('../i18n/manual/en.json'),
      () => import('../i18n/manual/ko.json'),
    ),
  },
  {
    ...{ id: 'logs', role: 'viewer' },
    Component: page(
      async () => (await import('./logs-page.tsx')).LogsPage,
      () => import('../i18n/logs/en.json'),
      () => import('../i18n/logs/ko.json'),
    ),
  },
  {
    ...{ id: 'monitor', role: 'viewer' },
    Component: page(
      async () => (await import('./monitor-page.tsx')).MonitorPage,
      () => import('../i18n/monitor/en.json'),
      () => import('../i18n/monitor/ko.json'),
    ),
  },
  {
    ...{ id: 'neurohub', role: 'viewer' },
    Component: page(async () => (await import('./sync-page.tsx')).SyncPage),
  },
  {
    ...{ id: 'settings', role: 'viewer' },
    Component: page(
      async () => (await import('./settings-page.tsx')).SettingsPage,
      () => import('../i18n/settings/en.json'),
      () => import('../i18n/settings/ko.json'),
    ),
  },
  {
    ...{ id: 'about', role: 'viewer' },
    Component: page(
      async () => (await import('./about-page.tsx')).AboutPage,
      () => import('../i18n/about/en.json'),
      () => import('../i18n/about/ko.json'),
    ),
  },
];

type StringsFile = () => Promise<{ readonly default: Strings }>;

/** A page that says nothing which the others do not say needs no files of strings. */
function page<P = PageProps>(component: () => Promise<ComponentType<P>>, ...[english, korean]: StringsFile[]) {
  return lazy(async () => {
    const [Component, en, ko] = await Promise.all([component(), english?.(), korean?.()]);
    if (en && ko) addPageStrings(getI18n(), { en: en.default, ko: ko.default });
    return { default: Component };
  });
}
