import type { SystemInfo } from '@neurohub/contracts/rest';
import { ConnectionBadge } from '@neurohub/ui-kit/components/connection-badge';
import { LanguageSwitch } from '@neurohub/ui-kit/components/language-switch';
import { ThemeSwitch } from '@neurohub/ui-kit/components/theme-switch';
import type { ConnectionState } from '@neurohub/ui-kit/lib/connection-state';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './station-header.module.css';

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
        <LanguageSwitch />
        <ThemeSwitch />
      </div>
    </header>
  );
}
