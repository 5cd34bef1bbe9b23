import { useTranslation } from 'react-i18next';
import { HOME_HREF, pageHref } from '../../../lib/hash-route.ts';
import { groupsOf } from '../page-groups.ts';
import classes from './navigation.module.css';
import { PageIcon } from './page-icon.tsx';

export interface PageLinksProps {
  /** Ids of the pages this person may open. */
  readonly pages: readonly string[];
  /** Id of the page that is shown; `home` for the slots and each of their batches. */
  readonly current: string;
  /** In a menu: with the names of the groups, icon and word side by side. @default false */
  readonly isWide?: boolean;
  readonly onOpen?: () => void;
}

/** A link for each page, in groups. */
export function PageLinks({ pages, current, isWide = false, onOpen }: PageLinksProps) {
  const { t } = useTranslation();
  return groupsOf(pages).map((group) => (
    <div key={group.id} className={classes['group']} data-wide={isWide}>
      {isWide && <p className={classes['groupName']}>{t(`navigation.group.${group.id}`)}</p>}
      <ul aria-label={t(`navigation.group.${group.id}`)}>
        {group.pages.map((id) => (
          <li key={id}>
            <a
              className={classes['link']}
              href={id === 'home' ? HOME_HREF : pageHref(id)}
              aria-current={id === current ? 'page' : undefined}
              onClick={onOpen}
            >
              <PageIcon id={id} />
              <span>{t(`navigation.${id}`)}</span>
            </a>
          </li>
        ))}
      </ul>
    </div>
  ));
}
