import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { hrefOf, type Page as PageName } from '../lib/hash-route.ts';
import classes from './page.module.css';

/** The frame of a page: its name for who does not see it, and the way back. */
export function Page({ name, back, children }: { name: PageName; back?: PageName; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <main className={classes['page']} id="main">
      <h1 className="visually-hidden">{t(`nav.${name}`)}</h1>
      {back && (
        <nav className={classes['crumbs']} aria-label={t('nav.back')}>
          <a href={hrefOf(back)}>
            <svg viewBox="0 0 20 20" width="1em" height="1em" aria-hidden="true" focusable="false">
              <path
                d="M13 4l-6 6 6 6"
                fill="none"
                stroke="currentColor"
                strokeWidth="2"
                strokeLinecap="round"
                strokeLinejoin="round"
              />
            </svg>
            {t(`nav.${back}`)}
          </a>
        </nav>
      )}
      {children}
    </main>
  );
}
