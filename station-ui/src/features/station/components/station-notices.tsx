import { ALARM_PRIORITIES } from '@neurohub/contracts/alarms';
import type { Alarm } from '@neurohub/contracts/record';
import type { SystemInfo } from '@neurohub/contracts/rest';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { batchHref } from '../../../lib/hash-route.ts';
import { useMayDo } from '../../auth/role-context.ts';
import { acknowledgeAlarm } from '../api/system-api.ts';
import { AlarmAge } from './alarm-age.tsx';
import classes from './station-notices.module.css';

/** More would push the tiles out of sight. */
const SHOWN = 2;

/** What concerns the station and no single unit: the permanent banner, and alarms. */
export function StationNotices({ info, ...list }: AlarmListProps & { readonly info: SystemInfo | null }) {
  const { t } = useTranslation();
  if (info?.insecureLan !== true && list.alarms.length === 0) return null;
  return (
    <section aria-label={t('alarm.notices')}>
      {info?.insecureLan === true && <InsecureBanner />}
      {list.alarms.length > 0 && <AlarmList {...list} />}
    </section>
  );
}

function InsecureBanner() {
  const { t } = useTranslation();
  return (
    <div className={classes['notice']} data-priority="medium" role="note" data-testid="insecure-banner">
      <WarningSign />
      <p>
        <strong>{t('banner.insecureTitle')}.</strong> {t('banner.insecure')}
      </p>
    </div>
  );
}

interface AlarmListProps {
  readonly alarms: readonly Alarm[];
  /** By id. */
  readonly batchNames: Readonly<Record<string, string>>;
  readonly clockOffsetMs: number;
}

/** Unseen ones first, among them the urgent; what was seen stays, quieter, as long as it lasts. */
function AlarmList({ alarms, batchNames, clockOffsetMs }: AlarmListProps) {
  const { t } = useTranslation();
  const [showsAll, setShowsAll] = useState(false);
  const rank = ({ acknowledgedAt, priority }: Alarm) =>
    (acknowledgedAt === undefined ? 0 : ALARM_PRIORITIES.length) + ALARM_PRIORITIES.indexOf(priority);
  const sorted = alarms.toSorted((a, b) => rank(a) - rank(b));
  return (
    <>
      <ul aria-label={t('alarm.list')} aria-live="polite" className={classes['list']}>
        {sorted.slice(0, showsAll ? undefined : SHOWN).map((alarm) => (
          <AlarmLine
            key={alarm.id}
            alarm={alarm}
            batchName={batchNames[alarm.batchId ?? ''] ?? alarm.batchId}
            clockOffsetMs={clockOffsetMs}
          />
        ))}
      </ul>
      {sorted.length > SHOWN && (
        <button
          type="button"
          className={classes['more']}
          aria-expanded={showsAll}
          onClick={() => setShowsAll(!showsAll)}
        >
          {showsAll ? t('alarm.showFewer') : t('alarm.showAll', { count: sorted.length })}
        </button>
      )}
    </>
  );
}

interface AlarmLineProps {
  readonly alarm: Alarm;
  readonly batchName: string | undefined;
  readonly clockOffsetMs: number;
}

function AlarmLine({ alarm, batchName, clockOffsetMs }: AlarmLineProps) {
  const { t } = useTranslation();
  const mayAcknowledge = useMayDo()('operator');
  const { id, code, priority, batchId, instrument, message, raisedAt, acknowledgedAt, acknowledgedBy } = alarm;
  const isSeen = acknowledgedAt !== undefined;
  return (
    <li className={classes['notice']} data-priority={isSeen ? 'seen' : priority} data-testid={`alarm-${code}`}>
      <WarningSign />
      <p>
        <strong>
          {t(`alarm.priority.${priority}`)}: {t(`alarm.code.${code}.title`, { batch: batchName, instrument })}
        </strong>{' '}
        {t(`alarm.code.${code}.next`)}
        <span className={classes['detail']}>
          <AlarmAge {...{ raisedAt, clockOffsetMs }} /> ·{' '}
          {batchId !== undefined && (
            <>
              <a href={batchHref(batchId)}>{batchName}</a> ·{' '}
            </>
          )}
          {message}
        </span>
      </p>
      {isSeen && (
        <span className={classes['seen']}>
          {acknowledgedBy ? t('alarm.acknowledgedBy', { name: acknowledgedBy }) : t('alarm.acknowledged')}
        </span>
      )}
      {!isSeen && mayAcknowledge && (
        // A failure changes nothing on the screen: the alarm stays, and so does the button.
        <ActionButton size="small" onClick={() => void acknowledgeAlarm(id).catch(() => undefined)}>
          {t('alarm.acknowledge')}
        </ActionButton>
      )}
    </li>
  );
}

function WarningSign() {
  return (
    <svg viewBox="0 0 20 20" width="1.25em" height="1.25em" aria-hidden="true" focusable="false">
      <path
        d="M10 2l8.5 15.5h-17zM10 8v4.5M10 15v.3"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
