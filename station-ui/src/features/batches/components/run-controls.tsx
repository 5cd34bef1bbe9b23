import type { ExecutionView } from '@neurohub/contracts/rest';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { ReasonDialog } from '@neurohub/ui-kit/components/reason-dialog';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatTime } from '@neurohub/ui-kit/lib/format';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RunIcon } from '../../../ui/run-icons.tsx';
import { useMayDo } from '../../auth/role-context.ts';
import {
  failedStepOf,
  isStopping,
  type PlacedVerb,
  type RunControlsModel,
  runControlsOf,
} from '../store/run-controls.ts';
import type { BatchTileProps } from './batch-tile-props.ts';
import classes from './run-controls.module.css';

type RunControlsProps = Pick<BatchTileProps, 'batch' | 'isBusy' | 'commands' | 'density' | 'isDetailed'>;

/** What can be done with the execution beside Stop, each in its place: what is not possible stays there, and a line says why. */
export function RunControls(props: RunControlsProps) {
  const { batch, density, isDetailed = false } = props;
  const mayDo = useMayDo();
  const model = runControlsOf(batch, { isDetailed, extent: density === 'compact' ? 'essential' : 'all' });
  if (!model || model.places.length === 0 || !mayDo('operator')) return null;
  // Whatever somebody had begun to press is meant for where it stood then.
  return <Controls key={`${model.state} ${batch.execution?.failedStep}`} {...props} model={model} />;
}

/** Where an instrument is out of reach, that comes first. */
function hintOf(state: RunControlsModel['state'], execution: ExecutionView | null) {
  if (!execution?.lostHardware) return state;
  return state === 'pausedAfterFailure' ? 'lostAfterFailure' : 'lost';
}

function Controls({
  batch,
  isBusy,
  commands,
  density,
  model,
}: RunControlsProps & { readonly model: RunControlsModel }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const hint = useId();
  const { pauseEndsAt } = batch.execution ?? {};
  const [isSkipping, setSkipping] = useState(false);
  const [isLookedAt, setLookedAt] = useState(false);
  const mustConfirm = failedStepOf(batch)?.actuates ?? false;
  const press = (verb: PlacedVerb) => {
    if (verb === 'skip') return setSkipping(true);
    // It moves or powers something: the first press says so, the second one does it.
    if (verb === 'retry' && mustConfirm && !isLookedAt) return setLookedAt(true);
    commands.steer(batch.id, verb, verb === 'retry' && mustConfirm ? { confirm: true } : {});
  };
  const hintKey = isLookedAt ? 'confirm' : isStopping(batch) ? 'stopping' : hintOf(model.state, batch.execution);
  const hasHint = density !== 'compact' || isLookedAt;
  const isConfirming = (verb: PlacedVerb) => verb === 'retry' && isLookedAt;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset has a border of its own, and nothing here is a form
    <div
      role="group"
      className={classes['controls']}
      aria-label={t('run.group')}
      {...(hasHint && { 'aria-describedby': hint })}
      data-testid="run-controls"
    >
      {hasHint && (
        <p id={hint} className={classes['hint']} aria-live="polite">
          {t(`run.hint.${hintKey}`)}
          {pauseEndsAt !== undefined && ` ${t('run.endsAt', { time: formatTime(pauseEndsAt, language) })}`}
        </p>
      )}
      <div className={classes['places']} data-density={density}>
        {model.places.map(({ verb, isPossible }) => (
          <ActionButton
            key={verb}
            size="tool"
            kind={isConfirming(verb) ? 'strong' : 'quiet'}
            icon={<RunIcon verb={verb} />}
            isDisabled={!isPossible || isBusy}
            onClick={() => press(verb)}
          >
            {t(isConfirming(verb) ? 'run.retryConfirm' : `run.${verb}`)}
          </ActionButton>
        ))}
      </div>
      {isSkipping && (
        <ReasonDialog
          title={t('run.skipTitle', { batch: batch.name })}
          meaning={t('run.skipMeans')}
          action={t('run.skip')}
          icon={<RunIcon verb="skip" />}
          onReason={(reason) => {
            setSkipping(false);
            commands.steer(batch.id, 'skip', { reason });
          }}
          onClose={() => setSkipping(false)}
        />
      )}
    </div>
  );
}
