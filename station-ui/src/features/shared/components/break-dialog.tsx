import { ReasonDialog } from '@neurohub/ui-kit/components/reason-dialog';
import { useTranslation } from 'react-i18next';

export interface BreakDialogProps {
  readonly instrument: string;
  /** Name of the batch that has it. */
  readonly batch: string;
  readonly onBreak: (reason: string) => void;
  readonly onClose: () => void;
}

/** Asks for the reason, and says what will happen, before an instrument is taken away. */
export function BreakDialog({ instrument, batch, onBreak, onClose }: BreakDialogProps) {
  const { t } = useTranslation();
  return (
    <ReasonDialog
      title={t('shared.breakTitle', { instrument, batch })}
      meaning={t('shared.breakMeans')}
      action={t('shared.breakNow')}
      onReason={onBreak}
      onClose={onClose}
    />
  );
}
