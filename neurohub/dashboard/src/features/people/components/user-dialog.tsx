import { ROLES, type Role } from '@neurohub/contracts/auth';
import type { UserView } from '@neurohub/contracts/auth-rest';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice, Field } from '../../../ui/field.tsx';
import { FormDialog } from '../../../ui/form-dialog.tsx';
import { addUser, changeUser } from '../api/people-api.ts';

const SHORTEST_PASSWORD = 10;

export interface UserDialogProps {
  /** Null: a new one. */
  readonly user: UserView | null;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** A new user, or another role or password for one. */
export function UserDialog({ user, onDone, onClose }: UserDialogProps) {
  const { t } = useTranslation();
  const [name, setName] = useState(user?.name ?? '');
  const [role, setRole] = useState<Role>(user?.role ?? 'viewer');
  const [password, setPassword] = useState('');
  const isLong = password.length >= SHORTEST_PASSWORD;
  const send = async () => {
    if (user === null) await addUser({ name: name.trim(), role, password });
    else await changeUser(user.name, { role, ...(password !== '' && { password }) });
    onDone();
  };
  return (
    <FormDialog
      title={user === null ? t('people.add') : t('people.changeOf', { name: user.name })}
      action={t(user === null ? 'people.addAction' : 'people.save')}
      canSend={user === null ? name.trim() !== '' && isLong : password === '' || isLong}
      onSend={send}
      onClose={onClose}
    >
      {user === null && (
        <Field label={t('people.name')} value={name} maxLength={100} autoComplete="off" onText={setName} />
      )}
      <Choice
        label={t('people.role')}
        hint={t(`people.roleMeans.${role}`)}
        value={role}
        options={ROLES.map((value) => ({ value, text: t(`signIn.role.${value}`) }))}
        onChoice={(value) => setRole(ROLES.find((known) => known === value) ?? role)}
      />
      <Field
        label={t(user === null ? 'signIn.password' : 'people.newPassword')}
        hint={t('signIn.atLeast', { count: SHORTEST_PASSWORD })}
        type="password"
        autoComplete="new-password"
        value={password}
        onText={setPassword}
      />
    </FormDialog>
  );
}
