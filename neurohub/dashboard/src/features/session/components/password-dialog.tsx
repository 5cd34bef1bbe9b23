import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Field } from '../../../ui/field.tsx';
import { FormDialog } from '../../../ui/form-dialog.tsx';
import { changeOwnPassword } from '../api/session-api.ts';
import { loadAnewAt } from './session-gate.tsx';

const SHORTEST_PASSWORD = 10;

/** A new password for oneself. Every browser that is signed in has to sign in again, this one too. */
export function PasswordDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  return (
    <FormDialog
      title={t('signIn.changePassword')}
      meaning={t('signIn.changeMeans')}
      action={t('signIn.change')}
      canSend={current !== '' && next.length >= SHORTEST_PASSWORD}
      onSend={async () => {
        await changeOwnPassword(current, next);
        loadAnewAt('');
      }}
      onClose={onClose}
    >
      <Field
        label={t('signIn.current')}
        type="password"
        autoComplete="current-password"
        value={current}
        onText={setCurrent}
      />
      <Field
        label={t('signIn.next')}
        hint={t('signIn.atLeast', { count: SHORTEST_PASSWORD })}
        type="password"
        autoComplete="new-password"
        value={next}
        onText={setNext}
      />
    </FormDialog>
  );
}
