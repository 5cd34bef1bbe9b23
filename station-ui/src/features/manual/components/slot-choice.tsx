import type { BatchView } from '@neurohub/contracts/rest';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { useTranslation } from 'react-i18next';
import { pageHref } from '../../../lib/hash-route.ts';
import { hindranceOf } from '../store/hindrance.ts';
import classes from './manual.module.css';

/** Which slot's instruments. */
export function SlotChoice({
  batches,
  current,
}: {
  readonly batches: readonly BatchView[];
  readonly current: string | null;
}) {
  const { t } = useTranslation();
  return (
    <nav aria-label={t('manualPage.chooseSlot')}>
      <ul className={classes['slots']}>
        {batches.map((batch) => {
          const hindrance = hindranceOf(batch);
          const state = batch.manual
            ? 'manualPage.inHand'
            : hindrance
              ? `manualPage.short.${hindrance}`
              : 'manualPage.short.free';
          return (
            <li key={batch.id}>
              <a href={pageHref('manual', batch.id)} aria-current={batch.id === current ? 'page' : undefined}>
                <span className={classes['slotNumber']}>{batch.slot}</span>
                <span>
                  <b>{batch.name}</b>
                  <span className={classes['dim']}>{t(state)}</span>
                </span>
              </a>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

export function ChooseFirst() {
  const { t } = useTranslation();
  return (
    <Panel title={t('manualPage.chooseSlot')}>
      <p className={classes['dim']}>{t('manualPage.chooseMeans')}</p>
    </Panel>
  );
}
