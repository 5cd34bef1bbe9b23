import type { ExecutionRecord } from '@neurohub/contracts/record';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../i18n/use-language.ts';
import { formatDuration, formatMoment, localize } from '../lib/format.ts';
import classes from './record-body.module.css';

/** What was tested with what, when, by whom, and how it ended. */
export function RecordFacts({ record }: { record: ExecutionRecord }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const limits = record.plan?.limits;
  const moment = (at: string | undefined) => (at === undefined ? '–' : formatMoment(at, language));
  const facts: readonly (readonly [string, string])[] = [
    [
      t('record.sequence'),
      `${localize(record.sequenceDisplayName, language, record.sequenceName)} ${record.sequenceVersion}`,
    ],
    ...optional(t('record.partNumber'), withRevision(record.dut)),
    ...optional(t('record.lot'), record.dut.lot),
    [t('record.batch'), record.batchId],
    ...(limits === undefined ? [] : [[t('record.limits'), t('record.limitsOf', limits)] as const]),
    [t('record.startedAt'), moment(record.startedAt ?? record.acceptedAt)],
    [t('record.endedAt'), moment(record.endedAt)],
    [t('record.duration'), record.durationMs === undefined ? '–' : formatDuration(record.durationMs, language)],
    [t('record.endReason'), record.endReason === null ? '–' : t(`endReason.${record.endReason}`)],
    [t('record.mode'), t(`mode.${record.mode}`)],
    ...optional(t('record.operator'), record.operator),
    [t('record.id'), record.id],
  ];
  return (
    <dl className={`${classes['facts']} number`}>
      {facts.map(([term, fact]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{fact}</dd>
        </div>
      ))}
    </dl>
  );
}

const optional = (term: string, fact: string | undefined): (readonly [string, string])[] =>
  fact === undefined ? [] : [[term, fact]];

const withRevision = ({ partNumber, revision }: ExecutionRecord['dut']) =>
  revision === undefined ? partNumber : [partNumber, revision].filter(Boolean).join(' / ');
