import type { BatchView } from '@neurohub/contracts/rest';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ActionButton } from '../../../ui/action-button.tsx';
import { ReasonDialog } from '../../../ui/reason-dialog.tsx';
import type { RunDetails, RunVerb } from '../api/batch-commands.ts';
import { failedStepOf, runCommandsOf } from '../store/run-commands.ts';

export interface RunCommandsProps {
  readonly batch: BatchView;
  readonly onCommand: (verb: RunVerb, details?: RunDetails) => void;
}

/** What can be done with the execution now, beside Stop: pause, go on, one step, leave one out, retry; Kill once Stop was pressed. */
export function RunCommands({ batch, onCommand }: RunCommandsProps) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<'skip' | 'kill' | null>(null);
  const verbs = runCommandsOf(batch);
  const [isLookedAt, setIsLookedAt] = useState(false);
  const failed = failedStepOf(batch);
  const isConfirming = isLookedAt && (failed?.actuates ?? false);
  const press = (verb: RunVerb) => () => {
    if (verb === 'skip' || verb === 'kill') return setAsking(verb);
    // It moves or powers something: the first press says so, the second one does it.
    if (verb === 'retry' && failed?.actuates && !isConfirming) return setIsLookedAt(true);
    setIsLookedAt(false);
    onCommand(verb, isConfirming && verb === 'retry' ? { confirm: true } : {});
  };
  return (
    <>
      {verbs.map((verb) => (
        <ActionButton key={verb} size="small" kind={verb === 'kill' ? 'stop' : 'quiet'} onClick={press(verb)}>
          {t(verb === 'retry' && isConfirming ? 'run.retryConfirm' : `run.${verb}`)}
        </ActionButton>
      ))}
      {asking && verbs.includes(asking) && (
        <ReasonDialog
          title={t(`run.${asking}Title`, { batch: batch.name })}
          meaning={t(`run.${asking}Means`)}
          action={t(`run.${asking}`)}
          onReason={(reason) => {
            setAsking(null);
            onCommand(asking, { reason });
          }}
          onClose={() => setAsking(null)}
        />
      )}
    </>
  );
}
