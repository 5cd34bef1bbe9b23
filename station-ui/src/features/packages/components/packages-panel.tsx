import type { PackagePullView, PulledPackage } from '@neurohub/contracts/packages-rest';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { problemOf } from '@neurohub/ui-kit/lib/rest-client';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './packages-panel.module.css';

interface Shown {
  view: PackagePullView | null;
  problem: { code: string; message: string } | null;
}

/** What NeuroHub wants here, beside what is in use, and why they differ. Read again with `news`; nothing is shown without NeuroHub. */
export function PackagesPanel({
  fetchPackages,
  news,
}: {
  fetchPackages: () => Promise<PackagePullView>;
  news: string;
}) {
  const { t } = useTranslation();
  const [{ view, problem }, setShown] = useState<Shown>({ view: null, problem: null });
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again with the news
  useEffect(() => {
    fetchPackages().then(
      (fetched) => setShown({ view: fetched, problem: null }),
      (thrown: unknown) => setShown((before) => ({ ...before, problem: problemOf(thrown) })),
    );
  }, [fetchPackages, news]);
  if (view?.mode === 'off') return null;
  return (
    <Panel title={t('packages.title')}>
      {problem && <ProblemBox code={problem.code} message={problem.message} />}
      {view && <p className={classes['dim']}>{t(`packages.mode.${view.mode}`)}</p>}
      {view?.problem && <p className={classes['detail']}>{`${t('packages.triesAgain')} ${view.problem.message}`}</p>}
      {view?.packages.length === 0 && <p className={classes['dim']}>{t('packages.none')}</p>}
      <ul className={classes['rows']} data-testid="packages">
        {view?.packages.map((each) => (
          <Row key={each.deploymentId} wanted={each} />
        ))}
      </ul>
    </Panel>
  );
}

function Row({ wanted }: { wanted: PulledPackage }) {
  const { t } = useTranslation();
  const { name, version, batchId, inUse, reason, message, received, size } = wanted;
  const percent = Math.floor((100 * received) / size);
  const isWrong = reason === 'refused' || reason === 'rolledBack';
  return (
    <li className={classes['row']} data-reason={reason}>
      <span>
        <b>{name}</b> {batchId !== null && t('packages.forBatch', { batchId })}
      </span>
      <span>
        {t('packages.wanted')} <b className="number">{version}</b> · {t('packages.inUse')}{' '}
        <b className="number">{inUse ?? t('packages.nothing')}</b>
      </span>
      <span className={isWrong ? classes['wrong'] : undefined}>{t(`packages.reason.${reason}`, { percent })}</span>
      {message !== null && <span className={classes['detail']}>{message}</span>}
    </li>
  );
}
