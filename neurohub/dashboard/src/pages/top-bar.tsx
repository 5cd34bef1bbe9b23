import type { Role } from '@neurohub/contracts/auth';
import { ConnectionBadge } from '@neurohub/ui-kit/components/connection-badge';
import { LanguageSwitch } from '@neurohub/ui-kit/components/language-switch';
import { ThemeSwitch } from '@neurohub/ui-kit/components/theme-switch';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { FloorStore } from '../features/floor/store/floor-store.ts';
import { Person } from '../features/session/components/person.tsx';
import { hrefOf, type Page } from '../lib/hash-route.ts';
import { pagesFor } from './may-open.ts';
import classes from './top-bar.module.css';

export interface TopBarProps {
  readonly floor: FloorStore;
  readonly current: Page;
  readonly role: Role;
}

/** Where one is, where one can go, whether the screen is live, who looks. */
export function TopBar({ floor, current, role }: TopBarProps) {
  const { t } = useTranslation();
  const connection = useStore(floor, (state) => state.connection);
  const here = current === 'units' ? 'results' : current;
  return (
    <header className={classes['bar']}>
      <button type="button" className={classes['skip']} onClick={skipToMain}>
        {t('nav.skip')}
      </button>
      <a className={classes['brand']} href={hrefOf('floor')}>
        NeuroHub
      </a>
      <nav className={classes['nav']} aria-label={t('nav.label')}>
        {pagesFor(role).map((page) => (
          <a key={page} href={hrefOf(page)} aria-current={page === here ? 'page' : undefined}>
            {t(`nav.${page}`)}
          </a>
        ))}
      </nav>
      <div className={classes['side']}>
        <ConnectionBadge connection={connection} />
        <Person />
        <LanguageSwitch />
        <ThemeSwitch />
      </div>
    </header>
  );
}

/** By a button: the fragment of the address is the page's. */
function skipToMain(): void {
  const main = document.getElementById('main');
  main?.setAttribute('tabindex', '-1');
  main?.focus();
}
