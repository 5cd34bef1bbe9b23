import type { Role } from '@neurohub/contracts/auth';
import { ActionButton, RestartIcon, StartIcon, StopIcon } from '@neurohub/ui-kit/components/action-button';
import { useTranslation } from 'react-i18next';
import { useMayDo } from '../../auth/role-context.ts';
import { type TileAction as Action, tileAction } from '../store/tile-model.ts';
import classes from './batch-tile.module.css';
import type { BatchTileProps } from './batch-tile-props.ts';
import { ContinueOrClose } from './continue-or-close.tsx';
import { StopOrKill } from './stop-or-kill.tsx';
import { Unlock } from './unlock.tsx';

/** As the routes do. */
const NEEDS: Readonly<Record<Exclude<Action, 'none'>, Role>> = {
  ...{ stop: 'operator', stopping: 'operator', continue: 'operator', start: 'operator', restart: 'operator' },
  ...{ unlock: 'technician', endManual: 'technician' },
};

/** The tile's one action, always at its foot: Stop while something executes, the end of manual control, the batch's own start. */
export function TileAction({ batch, isBusy, commands }: BatchTileProps) {
  const { t } = useTranslation();
  const mayDo = useMayDo();
  const action = tileAction(batch);
  if (action === 'none' || !mayDo('operator')) return null;
  if (!mayDo(NEEDS[action])) return <p className={classes['note']}>{t('action.byTechnician')}</p>;
  return (
    <div className={classes['action']}>
      {action === 'stop' && <StopOrKill {...{ batch, commands }} />}
      {action === 'stopping' && (
        <ActionButton isDisabled onClick={() => undefined}>
          {t('action.stopping')}
        </ActionButton>
      )}
      {action === 'continue' && <ContinueOrClose {...{ batch, isBusy, commands }} />}
      {action === 'start' && (
        <ActionButton isDisabled={isBusy} icon={<StartIcon />} onClick={() => commands.startBatch(batch.id)}>
          {t(isBusy ? 'action.working' : 'action.startBatch')}
        </ActionButton>
      )}
      {action === 'endManual' && (
        <ActionButton
          kind="strong"
          isDisabled={isBusy}
          icon={<StopIcon />}
          onClick={() => commands.endManual(batch.id)}
        >
          {t(isBusy ? 'action.working' : 'action.endManual')}
        </ActionButton>
      )}
      {action === 'unlock' && <Unlock {...{ batch, isBusy, commands }} />}
      {action === 'restart' && (
        <ActionButton
          kind="strong"
          isDisabled={isBusy}
          icon={<RestartIcon />}
          onClick={() => commands.restartBatch(batch.id)}
        >
          {t(isBusy ? 'action.working' : 'action.restartBatch')}
        </ActionButton>
      )}
    </div>
  );
}
