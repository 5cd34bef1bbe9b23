import { ActionButton, StartIcon } from '@neurohub/ui-kit/components/action-button';
import { useTranslation } from 'react-i18next';
import classes from './batch-tile.module.css';
import type { BatchTileProps } from './batch-tile-props.ts';

/** The two ways on for an execution that lost its process; one of them where it cannot go on. */
export function ContinueOrClose({ batch, isBusy, commands }: Pick<BatchTileProps, 'batch' | 'isBusy' | 'commands'>) {
  const { t } = useTranslation();
  const { execution } = batch;
  if (!execution?.interruption) return null;
  const settle = (verb: 'resume' | 'discard') => () => commands.settleExecution(batch.id, execution.id, verb);
  return (
    <div className={classes['choice']}>
      {execution.interruption.reason !== 'refused' && (
        <ActionButton kind="strong" isDisabled={isBusy} icon={<StartIcon />} onClick={settle('resume')}>
          {t(isBusy ? 'action.working' : 'action.continueTest')}
        </ActionButton>
      )}
      <ActionButton isDisabled={isBusy} onClick={settle('discard')}>
        {t('action.closeInterrupted')}
      </ActionButton>
    </div>
  );
}
