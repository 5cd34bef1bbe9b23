import type { Me } from '@neurohub/contracts/auth-rest';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { signOut } from '../api/auth-api.ts';
import classes from './auth.module.css';
import { SwitchDialog } from './switch-dialog.tsx';

/** Who is at the station, and how the next one takes over. Nothing where nobody has to sign in. */
export function Person({ me, onSignedOut }: { me: Me | null; onSignedOut: () => void }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  if (!me?.enabled || me.actor === null) return null;
  const { name, role, via } = me.actor;
  return (
    <>
      <div className={classes['person']} data-testid="person">
        <span className={classes['who']}>
          <b>{name}</b> <span>{t(`signIn.role.${role}`)}</span>
        </span>
        <ActionButton size="small" onClick={() => setOpen(true)}>
          {t(via === 'session' ? 'signIn.switch' : 'signIn.action')}
        </ActionButton>
      </div>
      {isOpen && (
        <SwitchDialog
          onClose={() => setOpen(false)}
          onSignOut={via === 'session' ? () => void signOut().then(onSignedOut, onSignedOut) : undefined}
        />
      )}
    </>
  );
}
