import { Drawer } from '@mantine/core';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './navigation.module.css';
import { PageLinks, type PageLinksProps } from './page-links.tsx';

interface NavigationMenuProps extends Pick<PageLinksProps, 'pages' | 'current'> {
  /** What of the header finds its place here on a phone. */
  readonly children?: React.ReactNode;
}

/** The pages behind one button, where there is no room for them at the edge. */
export function NavigationMenu({ children, ...links }: NavigationMenuProps) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const close = useCallback(() => setOpen(false), []);
  return (
    <>
      <button type="button" className={classes['menuButton']} aria-expanded={isOpen} onClick={() => setOpen(true)}>
        <svg viewBox="0 0 24 24" width="1.5rem" height="1.5rem" aria-hidden="true" focusable="false">
          <path d="M4 6h16M4 12h16M4 18h16" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
        </svg>
        <span className="visually-hidden">{t('navigation.menu')}</span>
      </button>
      <Drawer.Root
        opened={isOpen}
        onClose={close}
        size="min(20rem, 88vw)"
        transitionProps={{ duration: 0 }}
        classNames={{ content: classes['menu'] ?? '' }}
      >
        <Drawer.Overlay />
        <Drawer.Content>
          <div className={classes['menuHead']}>
            <Drawer.Title className={classes['menuTitle'] ?? ''}>{t('navigation.label')}</Drawer.Title>
            <Drawer.CloseButton aria-label={t('navigation.close')} size="xl" />
          </div>
          <Drawer.Body className={classes['menuBody'] ?? ''}>
            <nav aria-label={t('navigation.label')}>
              <PageLinks {...links} isWide onOpen={close} />
            </nav>
            <div className={classes['menuRest']}>{children}</div>
          </Drawer.Body>
        </Drawer.Content>
      </Drawer.Root>
    </>
  );
}
