import type { BatchView } from '@neurohub/contracts/rest';
import { useTranslation } from 'react-i18next';
import classes from './sequences.module.css';

/** The slots of some batches, with the word for simulated ones. */
export function SlotChips({ batches }: { batches: readonly Pick<BatchView, 'id' | 'slot' | 'simulation'>[] }) {
  const { t } = useTranslation();
  if (batches.length === 0) return <span className={classes['dim']}>{t('sequences.noSlot')}</span>;
  return (
    <span className={classes['chips']}>
      {batches.map(({ id, slot, simulation }) => (
        <span key={id} className={classes['chip']}>
          {t('sequences.slot', { slot })}
          {simulation && <span className={classes['dim']}> · {t('sequences.simulated')}</span>}
        </span>
      ))}
    </span>
  );
}
