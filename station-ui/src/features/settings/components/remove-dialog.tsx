import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './settings.module.css';

export interface RemoveDialogProps {
  readonly batchId: string;
  readonly onRemove: () => void;
  readonly onClose: () => void;
}

/** Says what goes and what stays. */
export function RemoveDialog({ batchId, onRemove, onClose }: RemoveDialogProps) {
  const { t } = useTranslation();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className={classes['dialog']} aria-labelledby={id} onClose={onClose}>
      <h3 id={id}>{t('settings.removeTitle', { batch: batchId })}</h3>
      <p>{t('settings.removeMeaning')}</p>
      <div className={classes['answers']}>
        <ActionButton size="small" onClick={onClose}>
          {t('dialog.cancel')}
        </ActionButton>
        <ActionButton size="small" kind="stop" onClick={onRemove}>
          {t('settings.remove')}
        </ActionButton>
      </div>
    </dialog>
  );
}
