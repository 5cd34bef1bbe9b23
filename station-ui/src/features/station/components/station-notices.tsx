import type { Alarm } from '@neurohub/contracts/record';
import type { SystemInfo } from '@neurohub/contracts/rest';
import { useTranslation } from 'react-i18next';
import classes from './station-notices.module.css';

const SHOWN = 3;
const PRIORITIES = ['high', 'medium', 'low'] as const;

/** What concerns the station and no single unit: the permanent banner, and alarms. */
export function StationNotices({ info, alarms }: { info: SystemInfo | null; alarms: readonly Alarm[] }) {
  const { t } = useTranslation();
  if (info?.insecureLan !== true && alarms.length === 0) return null;
  return (
    <section aria-label={t('alarm.notices')}>
      {info?.insecureLan === true && <InsecureBanner />}
      {alarms.length > 0 && <AlarmList alarms={alarms} />}
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

function AlarmList({ alarms }: { alarms: readonly Alarm[] }) {
  const { t } = useTranslation();
  const sorted = PRIORITIES.flatMap((priority) => alarms.filter((alarm) => alarm.priority === priority));
  const hidden = sorted.length - SHOWN;
  return (
    <ul aria-label={t('alarm.list')} aria-live="polite">
      {sorted.slice(0, SHOWN).map((alarm) => (
        <li key={alarm.id} className={classes['notice']} data-priority={alarm.priority}>
          <WarningSign />
          <p>
            <strong>
              {t(`alarm.priority.${alarm.priority}`)}: {alarm.message}
            </strong>{' '}
            {alarm.action}
          </p>
        </li>
      ))}
      {hidden > 0 && <li className={classes['notice']}>{t('alarm.more', { count: hidden })}</li>}
    </ul>
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
