import type { SystemInfo } from '@neurohub/contracts/rest';
import { LanguageSwitch } from '@neurohub/ui-kit/components/language-switch';
import { ThemeSwitch } from '@neurohub/ui-kit/components/theme-switch';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './station-header.module.css';

export interface StationHeaderProps {
  readonly info: SystemInfo | null;
  /** Opens the pages where there is no room for them. */
  readonly menu: ReactNode;
  /** Who is signed in. */
  readonly children?: ReactNode;
}

/** Which station this is, who is at it, and how the screen looks. */
export function StationHeader({ info, menu, children }: StationHeaderProps) {
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
      <div className={classes['switches']}>
        <ScreenSwitches />
      </div>
    </header>
  );
}

/** How the screen looks to this person. */
export function ScreenSwitches() {
  return (
    <>
      <LanguageSwitch />
      <ThemeSwitch />
    </>
  );
}
