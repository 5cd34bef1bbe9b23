import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ActionButton } from './action-button.tsx';
import classes from './reason-dialog.module.css';

const LONGEST_REASON = 500;

export interface ReasonDialogProps {
  readonly title: string;
  /** What will happen. */
  readonly meaning: string;
  /** The button that does it. */
  readonly action: string;
  readonly kind?: 'stop' | 'strong';
  readonly icon?: ReactNode;
  /** A reason to begin with, which can be changed. */
  readonly suggestion?: string;
  /** Between the meaning and the reason. */
  readonly children?: ReactNode;
  readonly onReason: (reason: string) => void;
  readonly onClose: () => void;
}

/** Says what will happen and asks why, before something is done that is kept in the log. */
export function ReasonDialog({
  title,
  meaning,
  action,
  kind = 'stop',
  icon,
  suggestion = '',
  children,
  onReason,
  onClose,
}: ReasonDialogProps) {
  const { t } = useTranslation();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState(suggestion);
  const reason = text.trim();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className={classes['dialog']} aria-labelledby={id} onClose={onClose}>
      <form
        method="dialog"
        onSubmit={(event) => {
          event.preventDefault();
          if (reason !== '') onReason(reason);
        }}
      >
        <h3 id={id}>{title}</h3>
        <p>{meaning}</p>
        {children}
        <label>
          {t('dialog.reason')}
          <input value={text} maxLength={LONGEST_REASON} onChange={(event) => setText(event.currentTarget.value)} />
        </label>
        <div className={classes['answers']}>
          <ActionButton size="small" onClick={onClose}>
            {t('dialog.cancel')}
          </ActionButton>
          <ActionButton size="small" {...{ kind, icon }} isDisabled={reason === ''} onClick={() => onReason(reason)}>
            {action}
          </ActionButton>
        </div>
      </form>
    </dialog>
  );
}

/** A line to be ticked inside of a {@link ReasonDialog}. */
export function DialogCheck({
  text,
  isChecked,
  onChange,
}: {
  readonly text: string;
  readonly isChecked: boolean;
  readonly onChange: (isChecked: boolean) => void;
}) {
  return (
    <label className={classes['check']}>
      <input type="checkbox" checked={isChecked} onChange={(event) => onChange(event.currentTarget.checked)} />
      {text}
    </label>
  );
}
