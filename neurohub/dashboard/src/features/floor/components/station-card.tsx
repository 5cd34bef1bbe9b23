import type { FloorStation } from '@neurohub/contracts/hub-live';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { memo, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { ageText } from '../../../lib/age-text.ts';
import { hrefOf } from '../../../lib/hash-route.ts';
import { openAlarms, toneOf } from '../store/floor-view.ts';
import { AlarmLines } from './alarm-lines.tsx';
import { BatchRow } from './batch-row.tsx';
import classes from './station-card.module.css';
import { ToneIcon } from './tone-icon.tsx';

export interface StationCardProps {
  readonly station: FloorStation;
  /** NeuroHub's clock. */
  readonly hubNowMs: number;
  /** The screen's own link: nothing is news then. */
  readonly isLinkLost: boolean;
}

/** More batches than that stand in two columns. */
const WIDE_FROM = 4;

/** A station: whether it is heard, its alarms, what waits for NeuroHub, each batch. */
export const StationCard = memo(
  function StationCard({ station, hubNowMs, isLinkLost }: StationCardProps) {
    const { t } = useTranslation();
    const id = useId();
    const isStale = isLinkLost || !station.connected;
    const tone = toneOf(station);
    const { stationId, name, pending, quarantined } = station;
    return (
      <li
        className={classes['card']}
        data-tone={isStale ? 'silent' : tone}
        data-stale={isStale}
        data-wide={station.batches.length > WIDE_FROM}
        data-testid={`station-${stationId}`}
        aria-labelledby={id}
      >
        <div className={classes['head']}>
          <h2 className={classes['name']} id={id}>
            <a href={hrefOf('stations', stationId)}>{name}</a>
          </h2>
          <span className={classes['heard']} data-testid="heard">
            <Heard station={station} hubNowMs={hubNowMs} />
          </span>
        </div>
        <AlarmLines
          alarms={openAlarms(station)}
          batchNames={Object.fromEntries(station.batches.map((batch) => [batch.id, batch.name]))}
        />
        {(pending > 0 || quarantined > 0) && (
          <p className={`${classes['queue']} number`}>
            {pending > 0 && <span>{t('floor.pending', { count: pending })}</span>}
            {quarantined > 0 && (
              <span data-tone="warning">
                <ToneIcon tone="warning" /> {t('floor.quarantined', { count: quarantined })}
              </span>
            )}
          </p>
        )}
        <ul className={classes['batches']}>
          {station.batches.map((batch) => (
            <BatchRow key={batch.id} batch={batch} isStale={isStale} />
          ))}
        </ul>
        {station.batches.length === 0 && <p className={classes['none']}>{t('floor.noBatches')}</p>}
      </li>
    );
  },
  // Ages are told in words: a card of a station that is heard is not drawn again with each tick.
  (before, after) =>
    before.station === after.station &&
    before.isLinkLost === after.isLinkLost &&
    (after.station.connected || Math.floor(before.hubNowMs / 1000) === Math.floor(after.hubNowMs / 1000)),
);

function Heard({ station, hubNowMs }: Pick<StationCardProps, 'station' | 'hubNowMs'>) {
  const { t } = useTranslation();
  const language = useLanguage();
  if (station.connected)
    return (
      <>
        <ToneIcon tone="quiet" /> {t('floor.connected')}
      </>
    );
  return (
    <span className={`${classes['silent']} number`}>
      <ToneIcon tone="silent" />{' '}
      {station.heardAt === null
        ? t('floor.neverHeard')
        : t('floor.heardAgo', { time: ageText(Date.parse(station.heardAt), hubNowMs, language) })}
    </span>
  );
}
