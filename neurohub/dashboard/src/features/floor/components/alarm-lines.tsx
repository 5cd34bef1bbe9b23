import { ALARM_PRIORITIES } from '@neurohub/contracts/alarms';
import type { Alarm } from '@neurohub/contracts/record';
import { useTranslation } from 'react-i18next';
import classes from './station-card.module.css';
import { ToneIcon } from './tone-icon.tsx';

/** More would push the batches out of sight; the station's own screen has them all. */
const SHOWN = 2;
const TONES = { high: 'urgent', medium: 'warning', low: 'quiet' } as const;

/** The alarms of a station that nobody has seen yet, the urgent first. */
export function AlarmLines({
  alarms,
  batchNames,
}: {
  alarms: readonly Alarm[];
  batchNames: Readonly<Record<string, string>>;
}) {
  const { t } = useTranslation();
  if (alarms.length === 0) return null;
  const sorted = alarms.toSorted((a, b) => ALARM_PRIORITIES.indexOf(a.priority) - ALARM_PRIORITIES.indexOf(b.priority));
  return (
    <ul className={classes['alarms']} aria-label={t('floor.alarms')}>
      {sorted.slice(0, SHOWN).map(({ id, code, priority, batchId, instrument, message }) => (
        <li key={id} data-tone={TONES[priority]} title={message} data-testid={`alarm-${code}`}>
          <ToneIcon tone={TONES[priority]} />
          <span>
            {t(`alarm.code.${code}.title`, {
              batch: batchNames[batchId ?? ''] ?? batchId,
              instrument,
              defaultValue: message,
            })}
          </span>
        </li>
      ))}
      {sorted.length > SHOWN && <li data-tone="quiet">{t('floor.moreAlarms', { count: sorted.length - SHOWN })}</li>}
    </ul>
  );
}
