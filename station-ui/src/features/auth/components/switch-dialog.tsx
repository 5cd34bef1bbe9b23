import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './auth.module.css';
import { SignInForm } from './sign-in-form.tsx';

export interface SwitchDialogProps {
  readonly onClose: () => void;
  /** Leaves the station to nobody. Absent while nobody has signed in. */
  readonly onSignOut: (() => void) | undefined;
}

/** Another person takes over where the one before is: tests go on meanwhile. */
export function SwitchDialog({ onClose, onSignOut }: SwitchDialogProps) {
  const { t } = useTranslation();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className={classes['dialog']} aria-labelledby={id} data-testid="sign-in" onClose={onClose}>
      <h2 id={id}>{t('signIn.takeOver')}</h2>
      {/* The page is loaded anew: nothing of the former person is left in it. */}
      <SignInForm onSignedIn={() => window.location.reload()} />
      <div className={classes['others']}>
        {onSignOut && (
          <ActionButton size="small" onClick={onSignOut}>
            {t('signIn.out')}
          </ActionButton>
        )}
        <ActionButton size="small" onClick={onClose}>
          {t('signIn.stay')}
        </ActionButton>
      </div>
    </dialog>
  );
}
