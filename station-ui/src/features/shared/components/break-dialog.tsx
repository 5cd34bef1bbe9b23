import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ActionButton } from '../../../ui/action-button.tsx';
import classes from './shared-panel.module.css';

const LONGEST_REASON = 500;

export interface BreakDialogProps {
  readonly instrument: string;
  /** Name of the batch that has it. */
  readonly batch: string;
  readonly onBreak: (reason: string) => void;
  readonly onClose: () => void;
}

/** Asks for the reason, and says what will happen, before an instrument is taken away. */
export function BreakDialog({ instrument, batch, onBreak, onClose }: BreakDialogProps) {
  const { t } = useTranslation();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState('');
  const reason = text.trim();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className={classes['dialog']} aria-labelledby={id} onClose={onClose}>
      <form
        method="dialog"
        onSubmit={(event) => {
          event.preventDefault();
          if (reason !== '') onBreak(reason);
        }}
      >
        <h3 id={id}>{t('shared.breakTitle', { instrument, batch })}</h3>
        <p>{t('shared.breakMeans')}</p>
        <label>
          {t('shared.reason')}
          <input value={text} maxLength={LONGEST_REASON} onChange={(event) => setText(event.currentTarget.value)} />
        </label>
        <div className={classes['answers']}>
          <ActionButton size="small" onClick={onClose}>
            {t('shared.cancel')}
          </ActionButton>
          <ActionButton size="small" kind="stop" isDisabled={reason === ''} onClick={() => onBreak(reason)}>
            {t('shared.breakNow')}
          </ActionButton>
        </div>
      </form>
    </dialog>
  );
}
