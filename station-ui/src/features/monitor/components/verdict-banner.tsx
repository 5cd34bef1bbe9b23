import { ALARM_CODES } from '@neurohub/contracts/alarms';
import type { Alarm } from '@neurohub/contracts/record';
import type { Health, HealthReason } from '@neurohub/contracts/rest';
import { errorText } from '@neurohub/ui-kit/i18n/error-text';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatDuration } from '@neurohub/ui-kit/lib/format';
import { useNow } from '@neurohub/ui-kit/lib/use-now';
import { useTranslation } from 'react-i18next';
import { judge, placeOf, type StationVerdict } from '../store/station-verdict.ts';
import type { Watched } from '../store/use-watched.ts';
import classes from './monitor.module.css';

/** Three answers that stayed out. */
const STALE_AFTER_MS = 10_000;

export interface VerdictBannerProps {
  readonly health: Watched<Health>;
  /** Active ones. */
  readonly alarms: readonly Alarm[];
  readonly nameOf: (batchId: string) => string;
}

/** One sentence for whoever only passes by, and below it what somebody has to do. */
export function VerdictBanner({ health: { value, atMs }, alarms, nameOf }: VerdictBannerProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const ageMs = useNow() - atMs;
  const isStale = ageMs > STALE_AFTER_MS;
  const { verdict, matters } = judge(value, alarms, isStale);
  const age = formatDuration(ageMs, language, true);
  return (
    <section className={classes['verdict']} data-verdict={verdict} aria-label={t('monitor.verdict.label')}>
      <VerdictSign verdict={verdict} />
      <div className={classes['sentence']}>
        <p role="status">{t(`monitor.verdict.${verdict}`, { count: matters.length })}</p>
        <p className={classes['age']}>
          {value === null ? null : t(isStale ? 'monitor.stale' : 'monitor.asOf', { age })}
        </p>
      </div>
      {matters.length > 0 && (
        <ol className={classes['reasons']} data-testid="reasons">
          {matters.map((reason) => (
            <Reason key={`${reason.code} ${reason.batchId} ${reason.instrument}`} reason={reason} nameOf={nameOf} />
          ))}
        </ol>
      )}
    </section>
  );
}

function Reason({ reason, nameOf }: { reason: HealthReason; nameOf: (batchId: string) => string }) {
  const { t } = useTranslation();
  const { code, message, batchId, instrument } = reason;
  const batch = batchId === undefined ? undefined : nameOf(batchId);
  const isAlarm = ALARM_CODES.some((known) => known === code);
  const { title, next } = isAlarm
    ? { title: t(`alarm.code.${code}.title`, { batch, instrument }), next: t(`alarm.code.${code}.next`) }
    : errorText(t, code, message);
  const place = placeOf(reason);
  return (
    <li>
      <strong>{title}</strong> {batch !== undefined && !isAlarm && <span>{batch}</span>}
      <span className={classes['next']}>{next}</span>
      {place !== null && (
        <a href={place} aria-label={t('monitor.openFor', { what: title })}>
          {t('monitor.open')}
        </a>
      )}
      <span className={classes['detail']}>
        {message} <code>{code}</code>
      </span>
    </li>
  );
}

const LINE = {
  fill: 'none',
  stroke: 'currentColor',
  strokeWidth: 2,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
} as const;
const SIGNS: Readonly<Record<StationVerdict, React.ReactNode>> = {
  unknown: <path d="M7 7.5a3 3 0 1 1 4.2 2.8c-.8.4-1.2 1-1.2 1.9v.3M10 15.6v.2" {...LINE} />,
  well: (
    <>
      <circle cx="10" cy="10" r="8" {...LINE} />
      <path d="M6 10.5l2.8 2.8 5.4-6" {...LINE} />
    </>
  ),
  look: <path d="M10 2l8.5 15.5h-17zM10 8v4.5M10 15v.3" {...LINE} />,
  act: <path d="M6.5 2h7L18 6.5v7L13.5 18h-7L2 13.5v-7zM10 6v5M10 14v.3" {...LINE} />,
};

function VerdictSign({ verdict }: { verdict: StationVerdict }) {
  return (
    <svg viewBox="0 0 20 20" width="2.5em" height="2.5em" aria-hidden="true" focusable="false">
      {SIGNS[verdict]}
    </svg>
  );
}
