import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { useTranslation } from 'react-i18next';
import { fetchSequence } from '../features/sequences/api/sequences-api.ts';
import { useFetched } from '../features/sequences/store/use-fetched.ts';
import { pageHref } from '../lib/hash-route.ts';
import { BackLink } from './back-link.tsx';
import classes from './page.module.css';
import { SequenceDetailPage } from './sequence-detail-page.tsx';
import { useBatchStates } from './use-live-batches.ts';

/** One package of the station, by its folder. */
export function SequencePage({ folder }: { folder: string }) {
  const { t } = useTranslation();
  const { batches } = useBatchStates();
  // A batch that takes another version has read it anew.
  const news = batches.map(({ sequence }) => sequence?.packageHash).join();
  const [sequence, again] = useFetched(fetchSequence, folder, news);
  return (
    <main className={classes['page']} id="main">
      <nav className={classes['crumbs']} aria-label={t('sequences.crumbs')}>
        <BackLink href={pageHref('sequences')} text={t('sequences.list')} />
      </nav>
      {sequence.status === 'loading' && <p className={classes['empty']}>{t('sequences.reading')}</p>}
      {sequence.status === 'failed' && <ProblemBox code={sequence.code} message={sequence.message} />}
      {sequence.status === 'loaded' && (
        <SequenceDetailPage detail={sequence.value} batches={batches} onChanged={again} />
      )}
    </main>
  );
}
