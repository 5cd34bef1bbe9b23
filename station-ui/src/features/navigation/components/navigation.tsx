import { useTranslation } from 'react-i18next';
import classes from './navigation.module.css';
import { PageLinks, type PageLinksProps } from './page-links.tsx';

/** Every page within one touch, at the left edge; where there is no room for it, see NavigationMenu. */
export function Navigation(props: Pick<PageLinksProps, 'pages' | 'current'>) {
  const { t } = useTranslation();
  return (
    <nav aria-label={t('navigation.label')} className={classes['rail']}>
      <PageLinks {...props} />
    </nav>
  );
}
