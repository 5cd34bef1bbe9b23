import type { Alarm } from '@neurohub/contracts/record';
import type { AlarmsPage } from '@neurohub/contracts/rest';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatDuration, formatMoment } from '@neurohub/ui-kit/lib/format';
import { problemOf } from '@neurohub/ui-kit/lib/rest-client';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './monitor.module.css';

export interface AlarmHistoryProps {
  readonly fetchAlarms: (cursor: string | null) => Promise<AlarmsPage>;
  readonly nameOf: (batchId: string) => string;
  /** Any text that changes when an alarm does. */
  readonly news: string;
}

interface Shown extends AlarmsPage {
  readonly problem: ReturnType<typeof problemOf> | null;
}

/** Every alarm there ever was, newest first; older ones page by page. */
export function AlarmHistory({ fetchAlarms, nameOf, news }: AlarmHistoryProps) {
  const { t } = useTranslation();
  const [shown, setShown] = useState<Shown | null>(null);
  const load = useCallback(
    (cursor: string | null) =>
      fetchAlarms(cursor).then(
        ({ items, nextCursor }) =>
          setShown((before) => ({
            items: [...((cursor && before?.items) || []), ...items],
            nextCursor,
            problem: null,
          })),
        (thrown: unknown) =>
          setShown((before) => ({ items: [], nextCursor: null, ...before, problem: problemOf(thrown) })),
      ),
    [fetchAlarms],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again with the news
  useEffect(() => void load(null), [load, news]);
  return (
    <Panel title={t('monitor.alarms.title')}>
      {shown?.problem && <ProblemBox code={shown.problem.code} message={shown.problem.message} />}
      {shown?.items.length === 0 && !shown.problem && <p className={classes['dim']}>{t('monitor.alarms.none')}</p>}
      <ul className={classes['events']} data-testid="alarm-history">
        {shown?.items.map((alarm) => (
          <Line key={alarm.id} alarm={alarm} nameOf={nameOf} />
        ))}
      </ul>
      {typeof shown?.nextCursor === 'string' && (
        <ActionButton size="small" onClick={() => void load(shown.nextCursor)}>
          {t('monitor.alarms.older')}
        </ActionButton>
      )}
    </Panel>
  );
}

function Line({ alarm, nameOf }: { alarm: Alarm; nameOf: (batchId: string) => string }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { code, priority, batchId, instrument, message, raisedAt, clearedAt, acknowledgedAt, acknowledgedBy } = alarm;
  const batch = batchId === undefined ? undefined : nameOf(batchId);
  const lasted =
    clearedAt === undefined ? null : formatDuration(Date.parse(clearedAt) - Date.parse(raisedAt), language);
  return (
    <li>
      <span className="number">{formatMoment(raisedAt, language)}</span>
      <span>{t(`alarm.priority.${priority}`)}</span>
      <span>
        <strong>{t(`alarm.code.${code}.title`, { batch, instrument })}</strong>
        <span className={classes['detail']}>{message}</span>
      </span>
      <span data-late={lasted === null}>
        {lasted === null ? t('monitor.alarms.active') : t('monitor.alarms.over', { time: lasted })}
        {acknowledgedAt !== undefined && (
          <span className={classes['detail']}>
            {acknowledgedBy === undefined
              ? t('alarm.acknowledged')
              : t('alarm.acknowledgedBy', { name: acknowledgedBy })}
          </span>
        )}
      </span>
    </li>
  );
}
