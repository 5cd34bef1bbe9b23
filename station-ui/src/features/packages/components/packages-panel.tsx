import type { OfferedPackages } from '@neurohub/contracts/hub-registry';
import type { PackagePullView } from '@neurohub/contracts/packages-rest';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatMoment } from '@neurohub/ui-kit/lib/format';
import { problemOf } from '@neurohub/ui-kit/lib/rest-client';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WantedVersion } from '../api/packages-api.ts';
import classes from './packages-panel.module.css';
import { PulledRow } from './pulled-row.tsx';
import { WantDialog } from './want-dialog.tsx';

interface Shown {
  view: PackagePullView | null;
  problem: { code: string; message: string } | null;
}

export interface PackagesPanelProps {
  readonly fetchPackages: () => Promise<PackagePullView>;
  /** Undefined: whoever looks may not ask. */
  readonly ask?: (() => Promise<PackagePullView>) | undefined;
  /** Undefined: whoever looks may not want anything of NeuroHub. */
  readonly want?: ((wanted: WantedVersion) => Promise<PackagePullView>) | undefined;
  readonly fetchOffered: () => Promise<OfferedPackages>;
  /** Undefined: whoever looks may not choose. */
  readonly onUse?: ((wanted: { name: string; version: string }) => void) | undefined;
  readonly news: string;
}

/** How often it is read again, in milliseconds: while something is on its way, and else, for NeuroHub may want something new. */
const LOOK_AGAIN_MS = { underWay: 1_000, quiet: 15_000 };
const UNDER_WAY = new Set(['toDownload', 'downloading', 'toInstall']);

/** What NeuroHub wants here, beside what is in use, and why they differ. Nothing is shown without NeuroHub. */
export function PackagesPanel({ fetchPackages, ask, want, fetchOffered, onUse, news }: PackagesPanelProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [{ view, problem }, setShown] = useState<Shown>({ view: null, problem: null });
  const [isChoosing, setChoosing] = useState(false);
  const load = useCallback((fetch: () => Promise<PackagePullView>) => {
    fetch().then(
      (fetched) => setShown({ view: fetched, problem: null }),
      (thrown: unknown) => setShown((before) => ({ ...before, problem: problemOf(thrown) })),
    );
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again with the news
  useEffect(() => load(fetchPackages), [load, fetchPackages, news]);
  const isUnderWay = view?.packages.some(({ reason }) => UNDER_WAY.has(reason)) ?? false;
  useEffect(() => {
    const every = isUnderWay ? LOOK_AGAIN_MS.underWay : LOOK_AGAIN_MS.quiet;
    const timer = setInterval(() => load(fetchPackages), every);
    return () => clearInterval(timer);
  }, [isUnderWay, load, fetchPackages]);
  if (view?.mode === 'off') return null;
  return (
    <Panel
      title={t('packages.title')}
      aside={
        <span className={classes['buttons']}>
          {ask && (
            <ActionButton size="small" onClick={() => load(ask)}>
              {t('packages.ask')}
            </ActionButton>
          )}
          {want && (
            <ActionButton size="small" onClick={() => setChoosing(true)}>
              {t('packages.wantOpen')}
            </ActionButton>
          )}
        </span>
      }
    >
      {problem && <ProblemBox code={problem.code} message={problem.message} />}
      {view && (
        <p className={classes['dim']}>
          {t(`packages.mode.${view.mode}`)}{' '}
          {view.askedAt !== null && t('packages.askedAt', { at: formatMoment(view.askedAt, language) })}
        </p>
      )}
      {view?.problem && <p className={classes['detail']}>{`${t('packages.triesAgain')} ${view.problem.message}`}</p>}
      {view?.packages.length === 0 && <p className={classes['dim']}>{t('packages.none')}</p>}
      <ul className={classes['rows']} data-testid="packages">
        {view?.packages.map((each) => (
          <PulledRow key={each.deploymentId} wanted={each} onUse={onUse} />
        ))}
      </ul>
      {want && isChoosing && (
        <WantDialog
          fetchOffered={fetchOffered}
          onClose={() => setChoosing(false)}
          onWant={(wanted) => {
            setChoosing(false);
            load(() => want(wanted));
          }}
        />
      )}
    </Panel>
  );
}
