import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { ManualController } from '../store/manual-store.ts';
import classes from './manual-left.module.css';

/** How long good news stays. */
const SHOWN_MS = 12_000;

export interface ManualLeftProps {
  readonly manual: ManualController;
  readonly nameOf: (batchId: string) => string;
}

/** On whatever page: that manual control was left, and whether everything is safe. What is not safe stays until somebody has seen it. */
export function ManualLeft({ manual, nameOf }: ManualLeftProps) {
  const { t } = useTranslation();
  const left = useStore(manual.store, (state) => state.left);
  const isGood = left?.state === 'safe';
  useEffect(() => {
    if (!isGood) return;
    const timer = setTimeout(manual.forgetLeft, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isGood, manual]);
  if (left === null) return null;
  return (
    <div className={classes['left']} data-state={left.state} role="status" data-testid="manual-left">
      <p>
        <b>{t(`manual.left.${left.state}`, { batch: nameOf(left.batchId) })}</b>
        {left.problem && <span>{left.problem.message}</span>}
      </p>
      {left.state !== 'ending' && (
        <button type="button" onClick={manual.forgetLeft}>
          {t('manual.seen')}
        </button>
      )}
    </div>
  );
}
