import type { Me } from '@neurohub/contracts/auth-rest';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { useTranslation } from 'react-i18next';
import { signOut } from '../api/auth-api.ts';
import classes from './auth.module.css';

/** Who is signed in, and how the next one takes over. Nothing where nobody has to. */
export function Person({ me, onSignedOut }: { me: Me | null; onSignedOut: () => void }) {
  const { t } = useTranslation();
  if (!me?.enabled || me.actor === null) return null;
  const { name, role, via } = me.actor;
  return (
    <div className={classes['person']} data-testid="person">
      <span>
        <b>{name}</b> {t(`signIn.role.${role}`)}
      </span>
      <ActionButton size="small" onClick={() => void signOut().then(onSignedOut, onSignedOut)}>
        {t(via === 'session' ? 'signIn.switch' : 'signIn.action')}
      </ActionButton>
    </div>
  );
}
