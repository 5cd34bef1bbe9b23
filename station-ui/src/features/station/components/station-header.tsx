import type { SystemInfo } from '@neurohub/contracts/rest';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConnectionState } from '../../../socket/connection-store.ts';
import { ConnectionBadge } from './connection-badge.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import { SettingsLink } from './settings-link.tsx';
import classes from './station-header.module.css';
import { ThemeSwitch } from './theme-switch.tsx';

export interface StationHeaderProps {
  readonly info: SystemInfo | null;
  readonly connection: ConnectionState;
  /** Who is signed in. */
  readonly children?: ReactNode;
}

export function StationHeader({ info, connection, children }: StationHeaderProps) {
  const { t } = useTranslation();
  return (
    <header className={classes['header']}>
      <h1 className={classes['name']}>
        {info?.stationName ?? t('app.title')}
        {info !== null && (
          <span className={classes['id']} title={t('header.version', { version: info.version })}>
            {info.stationId}
          </span>
        )}
      </h1>
      <ConnectionBadge connection={connection} />
      {children}
      <div className={classes['switches']}>
        <SettingsLink />
        <LanguageSwitch />
        <ThemeSwitch />
      </div>
    </header>
  );
}
