import { ActionButton, StopIcon } from '@neurohub/ui-kit/components/action-button';
import { ReasonDialog } from '@neurohub/ui-kit/components/reason-dialog';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RunIcon } from '../../../ui/run-icons.tsx';
import { isStopping } from '../store/run-controls.ts';
import classes from './batch-tile.module.css';
import type { BatchTileProps } from './batch-tile-props.ts';

/** Stop, always in this place. Pressed once more, while its cleanup runs, it offers to end the process. */
export function StopOrKill({ batch, commands }: Pick<BatchTileProps, 'batch' | 'commands'>) {
  const { t } = useTranslation();
  const [isAsking, setAsking] = useState(false);
  if (!isStopping(batch))
    return (
      <ActionButton
        kind="stop"
        icon={<StopIcon />}
        description={t('action.stopNote')}
        onClick={() => commands.stopExecution(batch.id)}
      >
        {t('action.stop')}
        <span className={classes['stopNote']} aria-hidden="true">
          {t('action.stopNote')}
        </span>
      </ActionButton>
    );
  return (
    <>
      <ActionButton kind="stop" icon={<RunIcon verb="kill" />} onClick={() => setAsking(true)}>
        {t('action.stoppingOrKill')}
      </ActionButton>
      {isAsking && (
        <ReasonDialog
          title={t('run.killTitle', { batch: batch.name })}
          meaning={t('run.killMeans')}
          action={t('run.kill')}
          icon={<RunIcon verb="kill" />}
          suggestion={t('run.killReason')}
          onReason={(reason) => {
            setAsking(false);
            commands.steer(batch.id, 'kill', { reason });
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
