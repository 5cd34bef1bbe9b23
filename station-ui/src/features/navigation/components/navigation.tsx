import { useTranslation } from 'react-i18next';
import { HOME_HREF, pageHref } from '../../../lib/hash-route.ts';
import classes from './navigation.module.css';

export interface NavigationProps {
  /** Ids of the pages this person may open, in their order. */
  readonly pages: readonly string[];
  /** Id of the page that is shown; `home` for the slots and each of their batches. */
  readonly current: string;
}

/** Every page within one touch. */
export function Navigation({ pages, current }: NavigationProps) {
  const { t } = useTranslation();
  return (
    <nav aria-label={t('navigation.label')} className={classes['navigation']}>
      <ul>
        {['home', ...pages].map((id) => (
          <li key={id}>
            <a href={id === 'home' ? HOME_HREF : pageHref(id)} aria-current={id === current ? 'page' : undefined}>
              {t(`navigation.${id}`)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
