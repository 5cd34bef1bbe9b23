import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { signOut } from '../api/session-api.ts';
import { useSession } from '../store/session.ts';
import { PasswordDialog } from './password-dialog.tsx';
import classes from './session.module.css';
import { loadAnewAt, SIGN_IN_HASH } from './session-gate.tsx';

/** Who is signed in, how to become somebody else, and a new password. */
export function Person() {
  const { t } = useTranslation();
  const { me, role, isSignedIn } = useSession();
  const [changes, setChanges] = useState(false);
  if (!isSignedIn)
    return (
      <ActionButton size="small" onClick={() => loadAnewAt(SIGN_IN_HASH)}>
        {t('signIn.action')}
      </ActionButton>
    );
  return (
    <div className={classes['person']} data-testid="person">
      <button
        type="button"
        className={classes['who']}
        title={t('signIn.changePassword')}
        onClick={() => setChanges(true)}
      >
        <b>{me.person?.name}</b>
        <span>{t(`signIn.role.${role}`)}</span>
      </button>
      <ActionButton
        size="small"
        onClick={() =>
          void signOut().then(
            () => loadAnewAt('#/'),
            () => loadAnewAt('#/'),
          )
        }
      >
        {t('signIn.out')}
      </ActionButton>
      {changes && <PasswordDialog onClose={() => setChanges(false)} />}
    </div>
  );
}
