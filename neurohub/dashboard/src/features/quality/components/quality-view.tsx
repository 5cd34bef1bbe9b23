import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import type { Bucket } from '@neurohub/ui-kit/lib/time-buckets';
import { useTranslation } from 'react-i18next';
import { useEvery, useLoaded } from '../../../lib/use-loaded.ts';
import { fetchQuality } from '../api/quality-api.ts';
import { ParetoPanel } from './pareto-panel.tsx';
import classes from './quality.module.css';
import { ThroughputPanel } from './throughput-panel.tsx';
import { YieldPanel } from './yield-panel.tsx';

/** Figures over days do not need to be of this second. Milliseconds. */
const REFRESH_MS = 30_000;

/** What the results of a filter add up to. `query` is in the words of NeuroHub. */
export function QualityView({ query, bucket }: { query: URLSearchParams; bucket: Bucket }) {
  const { t } = useTranslation();
  const { loaded, reload } = useLoaded(query.toString(), () => fetchQuality(query));
  useEvery(REFRESH_MS, () => void reload());
  if (loaded.status === 'loading') return <p className={classes['note']}>{t('results.loading')}</p>;
  if (loaded.status === 'failed') return <ProblemBox code={loaded.code} message={loaded.message} />;
  const { yields, throughput, pareto } = loaded.value;
  return (
    <>
      <YieldPanel answer={yields} bucket={bucket} />
      <ParetoPanel answer={pareto} />
      <ThroughputPanel answer={throughput} bucket={bucket} />
    </>
  );
}
