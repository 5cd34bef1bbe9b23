import { isStale } from '@neurohub/ui-kit/lib/connection-state';
import { useNow } from '@neurohub/ui-kit/lib/use-now';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { Check, Field } from '../../../ui/field.tsx';
import type { FloorStore } from '../store/floor-store.ts';
import { shownStations, summaryOf } from '../store/floor-view.ts';
import classes from './floor-page.module.css';
import { FloorSummaryLine } from './floor-summary.tsx';
import { LinkLost } from './link-lost.tsx';
import { StationCard } from './station-card.tsx';

export interface FloorPageProps {
  readonly store: FloorStore;
  readonly query: URLSearchParams;
  readonly onQuery: (query: URLSearchParams) => void;
}

/** Every station and batch at once, for a screen on the wall and for a phone. */
export function FloorPage({ store, query, onQuery }: FloorPageProps) {
  const { t } = useTranslation();
  const { stream, connection } = useStore(store);
  const now = useNow();
  const isLost = isStale(connection, now);
  const filter = { find: query.get('find') ?? '', onlyTrouble: query.get('trouble') === '1' };
  const all = Object.values(stream.stations);
  const shown = shownStations(stream.stations, filter);
  const change = (key: string, value: string) => {
    const next = new URLSearchParams(query);
    if (value === '') next.delete(key);
    else next.set(key, value);
    onQuery(next);
  };
  return (
    <main className={classes['page']} id="main" data-testid="floor">
      <h1 className="visually-hidden">{t('nav.floor')}</h1>
      {isLost && <LinkLost sinceMs={connection.sinceMs} nowMs={now} />}
      <div className={classes['bar']}>
        {stream.isKnown && <FloorSummaryLine summary={summaryOf(all)} />}
        <div className={classes['filter']}>
          <Field
            label={t('floor.find')}
            type="search"
            value={filter.find}
            onText={(text) => change('find', text)}
            suggestions={all.map(({ name }) => name)}
          />
          <Check
            text={t('floor.onlyTrouble')}
            isChecked={filter.onlyTrouble}
            onChange={(isChecked) => change('trouble', isChecked ? '1' : '')}
          />
        </div>
      </div>
      {!stream.isKnown && <p className={classes['empty']}>{t('floor.connecting')}</p>}
      {stream.isKnown && all.length === 0 && <p className={classes['empty']}>{t('floor.none')}</p>}
      {stream.isKnown && all.length > 0 && shown.length === 0 && (
        <p className={classes['empty']}>{t(filter.onlyTrouble ? 'floor.noTrouble' : 'floor.noneFound')}</p>
      )}
      <ul className={classes['grid']} data-density={densityFor(shown)} aria-label={t('floor.stations')}>
        {shown.map((station) => (
          <StationCard
            key={station.stationId}
            station={station}
            hubNowMs={now + stream.clockOffsetMs}
            isLinkLost={isLost}
          />
        ))}
      </ul>
    </main>
  );
}

/** The fewer there are, the larger each: what fits on a wall screen without scrolling. */
function densityFor(stations: readonly { readonly batches: readonly unknown[] }[]): 'large' | 'normal' | 'dense' {
  const rows = stations.reduce((sum, { batches }) => sum + batches.length + 1, 0);
  if (rows <= 8) return 'large';
  return rows <= 40 ? 'normal' : 'dense';
}
