import type { SystemInfo } from '@neurohub/contracts/rest';
import { useTranslation } from 'react-i18next';
import type { ConnectionState } from '../../../socket/connection-store.ts';
import { ConnectionBadge } from './connection-badge.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import { SettingsLink } from './settings-link.tsx';
import classes from './station-header.module.css';
import { ThemeSwitch } from './theme-switch.tsx';

export function StationHeader({ info, connection }: { info: SystemInfo | null; connection: ConnectionState }) {
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
      <div className={classes['switches']}>
        <SettingsLink />
        <LanguageSwitch />
        <ThemeSwitch />
      </div>
    </header>
  );
}
