import { ActionButton, UnlockIcon } from '@neurohub/ui-kit/components/action-button';
import { DialogCheck, ReasonDialog } from '@neurohub/ui-kit/components/reason-dialog';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BatchTileProps } from './batch-tile-props.ts';

/** For a batch that is locked out: the way back, once somebody has looked at the hardware. */
export function Unlock({ batch, isBusy, commands }: Pick<BatchTileProps, 'batch' | 'isBusy' | 'commands'>) {
  const { t } = useTranslation();
  const [isAsking, setAsking] = useState(false);
  const [isSafe, setSafe] = useState(false);
  const unlock = (reason: string) => {
    setAsking(false);
    commands.unlockBatch(batch.id, { reason, confirmedSafe: isSafe });
  };
  return (
    <>
      <ActionButton kind="strong" isDisabled={isBusy} icon={<UnlockIcon />} onClick={() => setAsking(true)}>
        {t(isBusy ? 'action.working' : 'action.unlock')}
      </ActionButton>
      {isAsking && (
        <ReasonDialog
          title={t('unlock.title', { batch: batch.name })}
          meaning={t('unlock.means')}
          action={t('action.unlock')}
          kind="strong"
          onReason={unlock}
          onClose={() => setAsking(false)}
        >
          <DialogCheck text={t('unlock.confirmedSafe')} isChecked={isSafe} onChange={setSafe} />
        </ReasonDialog>
      )}
    </>
  );
}
