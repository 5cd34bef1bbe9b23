import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Field } from './field.tsx';
import { FormDialog } from './form-dialog.tsx';

export interface ReasonFormProps {
  readonly title: string;
  readonly meaning: string;
  readonly action: string;
  readonly onReason: (reason: string) => Promise<void>;
  readonly onClose: () => void;
}

const LONGEST_REASON = 500;

/** Why, before something is done that is kept in the audit trail. */
export function ReasonForm({ title, meaning, action, onReason, onClose }: ReasonFormProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const text = reason.trim();
  return (
    <FormDialog
      {...{ title, meaning, action, onClose }}
      kind="stop"
      canSend={text !== ''}
      onSend={async () => {
        await onReason(text);
        onClose();
      }}
    >
      <Field label={t('dialog.reason')} value={reason} maxLength={LONGEST_REASON} onText={setReason} />
    </FormDialog>
  );
}
