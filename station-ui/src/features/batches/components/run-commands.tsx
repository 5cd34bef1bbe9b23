import type { BatchView } from '@neurohub/contracts/rest';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ActionButton } from '../../../ui/action-button.tsx';
import { ReasonDialog } from '../../../ui/reason-dialog.tsx';
import type { RunVerb } from '../api/batch-commands.ts';
import { runCommandsOf } from '../store/run-commands.ts';

export interface RunCommandsProps {
  readonly batch: BatchView;
  readonly onCommand: (verb: RunVerb, reason?: string) => void;
}

/** What can be done with the execution now, beside Stop: pause, go on, one step, leave one out; Kill once Stop was pressed. */
export function RunCommands({ batch, onCommand }: RunCommandsProps) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<'skip' | 'kill' | null>(null);
  const verbs = runCommandsOf(batch);
  const press = (verb: RunVerb) => () => (verb === 'skip' || verb === 'kill' ? setAsking(verb) : onCommand(verb));
  return (
    <>
      {verbs.map((verb) => (
        <ActionButton key={verb} size="small" kind={verb === 'kill' ? 'stop' : 'quiet'} onClick={press(verb)}>
          {t(`run.${verb}`)}
        </ActionButton>
      ))}
      {asking && verbs.includes(asking) && (
        <ReasonDialog
          title={t(`run.${asking}Title`, { batch: batch.name })}
          meaning={t(`run.${asking}Means`)}
          action={t(`run.${asking}`)}
          onReason={(reason) => {
            setAsking(null);
            onCommand(asking, reason);
          }}
          onClose={() => setAsking(null)}
        />
      )}
    </>
  );
}
