import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Field } from '../../../ui/field.tsx';
import { FormDialog } from '../../../ui/form-dialog.tsx';
import { enrolStation, type NewStation } from '../api/stations-api.ts';
import { KeyDialog } from './key-dialog.tsx';

const IS_ID = /^[A-Za-z_][A-Za-z0-9_.-]{0,99}$/;

/** A station is made known; then its key is shown, once. */
export function EnrolDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [id, setId] = useState('');
  const [name, setName] = useState('');
  const [made, setMade] = useState<NewStation | null>(null);
  if (made !== null) return <KeyDialog station={made} onClose={onClose} />;
  const isWrong = id !== '' && !IS_ID.test(id);
  return (
    <FormDialog
      title={t('stations.enrol')}
      meaning={t('stations.enrolMeans')}
      action={t('stations.enrolAction')}
      canSend={IS_ID.test(id)}
      onSend={async () => setMade(await enrolStation(id, name.trim()))}
      onClose={onClose}
    >
      <Field
        label={t('stations.id')}
        hint={t('stations.idHint')}
        value={id}
        aria-invalid={isWrong}
        maxLength={100}
        onText={(text) => setId(text.trim())}
      />
      <Field label={t('stations.nameOptional')} value={name} maxLength={100} onText={setName} />
    </FormDialog>
  );
}
