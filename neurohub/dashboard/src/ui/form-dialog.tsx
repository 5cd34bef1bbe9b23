import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { problemOf } from '@neurohub/ui-kit/lib/rest-client';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './form-dialog.module.css';

export interface FormDialogProps {
  readonly title: string;
  /** What will happen. */
  readonly meaning?: string | undefined;
  /** The button that does it; absent where there is only something to read. */
  readonly action?: string | undefined;
  readonly kind?: 'stop' | 'strong';
  readonly canSend?: boolean;
  readonly children?: ReactNode;
  /** What it throws is shown, and the dialog stays. */
  readonly onSend?: () => Promise<void>;
  readonly onClose: () => void;
}

/** Asks for what is needed, says what will happen, does it, and tells why it did not happen. */
export function FormDialog(props: FormDialogProps) {
  const { title, meaning, action, kind = 'strong', canSend = true, children, onSend, onClose } = props;
  const { t } = useTranslation();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ReturnType<typeof problemOf> | null>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const send = async () => {
    if (!canSend || isBusy) return;
    setBusy(true);
    setProblem(null);
    try {
      await onSend?.();
    } catch (thrown) {
      setProblem(problemOf(thrown));
    } finally {
      setBusy(false);
    }
  };
  return (
    <dialog ref={dialog} className={classes['dialog']} aria-labelledby={id} onClose={onClose}>
      <form
        method="dialog"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <h2 id={id}>{title}</h2>
        {meaning !== undefined && <p className={classes['meaning']}>{meaning}</p>}
        {children}
        {problem && (
          <div role="alert">
            <ProblemBox code={problem.code} message={problem.message} />
          </div>
        )}
        <div className={classes['answers']}>
          <ActionButton size="small" onClick={onClose}>
            {t(action === undefined ? 'dialog.close' : 'dialog.cancel')}
          </ActionButton>
          {action !== undefined && (
            <ActionButton size="small" kind={kind} isDisabled={!canSend || isBusy} onClick={() => void send()}>
              {action}
            </ActionButton>
          )}
        </div>
        {/* Enter in a field needs a button of the form. */}
        <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
      </form>
    </dialog>
  );
}
