import { executionRecordSchema } from '@neurohub/contracts/record';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { RecordBody } from '@neurohub/ui-kit/components/record-body';
import { RecordLinksContext } from '@neurohub/ui-kit/components/record-links';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatMoment } from '@neurohub/ui-kit/lib/format';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { hrefOf } from '../../../lib/hash-route.ts';
import { useLoaded } from '../../../lib/use-loaded.ts';
import { fetchResult, type ResultDetail, recordLinks } from '../api/results-api.ts';
import classes from './results.module.css';

/** One result: where it came from, and its record as the station's own screen shows it. */
export function ResultView({ resultId }: { resultId: string }) {
  const { t } = useTranslation();
  const { loaded } = useLoaded(resultId, () => fetchResult(resultId));
  if (loaded.status === 'loading') return <p className={classes['note']}>{t('results.loading')}</p>;
  if (loaded.status === 'failed') return <ProblemBox code={loaded.code} message={loaded.message} />;
  const { serialNumber } = loaded.value.result.dut;
  return (
    <Panel title={serialNumber} aside={<Links detail={loaded.value} />}>
      <Arrival detail={loaded.value} />
      <Stored detail={loaded.value} />
    </Panel>
  );
}

function Links({ detail: { result, record } }: { detail: ResultDetail }) {
  const { t } = useTranslation();
  const file = useMemo(
    () => URL.createObjectURL(new Blob([JSON.stringify(record, null, 2)], { type: 'application/json' })),
    [record],
  );
  const { serialNumber } = result.dut;
  return (
    <nav className={classes['exports']} aria-label={t('results.links')}>
      <a href={hrefOf('units', serialNumber)}>{t('results.history')}</a>
      <a href={file} download={`${serialNumber.replaceAll(/[^\w.-]+/g, '_')}-${result.id}.json`}>
        JSON
      </a>
    </nav>
  );
}

function Arrival({ detail: { result, sha256, contents } }: { detail: ResultDetail }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const missing = contents.filter(({ complete }) => !complete).length;
  const facts = [
    [t('results.station'), result.stationId],
    [t('results.batch'), result.batchId],
    [t('results.receivedAt'), formatMoment(result.receivedAt, language)],
    [t('results.stationSeq'), String(result.stationSeq)],
    ...(result.dut.lot === undefined ? [] : [[t('filter.lot'), result.dut.lot]]),
    ...(result.dut.partNumber === undefined ? [] : [[t('filter.partNumber'), result.dut.partNumber]]),
    [t('results.hash'), `${sha256.slice(0, 12)}…`],
  ] as const;
  return (
    <>
      <dl className={`${classes['facts']} number`}>
        {facts.map(([term, fact]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{fact}</dd>
          </div>
        ))}
      </dl>
      {missing > 0 && <p className={classes['notice']}>{t('results.filesMissing', { count: missing })}</p>}
    </>
  );
}

/** A station that is newer than this screen may have stored what the screen does not know. */
function Stored({ detail }: { detail: ResultDetail }) {
  const { t } = useTranslation();
  const record = useMemo(() => executionRecordSchema.safeParse(detail.record), [detail]);
  const links = useMemo(() => recordLinks(detail), [detail]);
  if (!record.success) return <p className={classes['notice']}>{t('results.unreadable')}</p>;
  return (
    <RecordLinksContext value={links}>
      <RecordBody record={record.data} />
    </RecordLinksContext>
  );
}
