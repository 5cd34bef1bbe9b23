import '@mantine/core/styles/Tabs.layer.css';
import { Tabs } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './detail-tabs.module.css';

export const DETAIL_TABS = ['log', 'timeline', 'parameters', 'asked'] as const;
export type DetailTab = (typeof DETAIL_TABS)[number];

interface DetailTabsProps {
  readonly tab: DetailTab;
  readonly onTab: (tab: DetailTab) => void;
  /** Beside the name of a tab: how many there are. */
  readonly counts: Partial<Record<DetailTab, number>>;
  readonly children: (tab: DetailTab) => ReactNode;
}

/** What belongs to the steps, one at a time. */
export function DetailTabs({ tab, onTab, counts, children }: DetailTabsProps) {
  const { t } = useTranslation();
  return (
    <section className={classes['panel']} aria-label={t('detail.more')}>
      <Tabs
        value={tab}
        onChange={(value) => onTab(DETAIL_TABS.find((one) => one === value) ?? 'log')}
        keepMounted={false}
        classNames={{ list: classes['list'] ?? '', tab: classes['tab'] ?? '', panel: classes['content'] ?? '' }}
      >
        <Tabs.List aria-label={t('detail.more')}>
          {DETAIL_TABS.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(`detail.tab.${one}`)}
              {counts[one] !== undefined && <span className={`${classes['count']} number`}>{counts[one]}</span>}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {DETAIL_TABS.map((one) => (
          <Tabs.Panel key={one} value={one}>
            {children(one)}
          </Tabs.Panel>
        ))}
      </Tabs>
    </section>
  );
}
