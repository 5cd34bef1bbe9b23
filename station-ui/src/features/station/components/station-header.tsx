import type { SystemInfo } from '@neurohub/contracts/rest';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './station-header.module.css';

export interface StationHeaderProps {
  readonly info: SystemInfo | null;
  /** Opens the pages where there is no room for them. */
  readonly menu: ReactNode;
  /** How the screen looks and sounds to this person. */
  readonly switches: ReactNode;
  /** Who is signed in. */
  readonly children?: ReactNode;
}

/** Which station this is, who is at it, and how the screen looks. */
export function StationHeader({ info, menu, switches, children }: StationHeaderProps) {
  const { t } = useTranslation();
  return (
    <header className={classes['header']}>
      {menu}
      <h1 className={classes['name']}>
        {info?.stationName ?? t('app.title')}
        {info !== null && (
          <span className={classes['id']} title={t('header.version', { version: info.version })}>
            {info.stationId}
          </span>
        )}
      </h1>
      {children}
      <div className={classes['switches']}>{switches}</div>
    </header>
  );
}
