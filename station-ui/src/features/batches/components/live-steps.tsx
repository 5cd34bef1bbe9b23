import type { BatchView } from '@neurohub/contracts/rest';
import { useTranslation } from 'react-i18next';
import { isExecuting } from '../../../lib/batch-state.ts';
import { livesOver } from '../../../lib/lives.ts';
import { useNow } from '../../../lib/use-now.ts';
import { Panel } from '../../../ui/panel.tsx';
import { StepList } from '../../../ui/step-list.tsx';
import { pendingSteps } from '../store/step-views.ts';
import { tileMode } from '../store/tile-model.ts';

export interface LiveStepsProps {
  readonly batch: BatchView;
  readonly stagedSerial: string;
  readonly clockOffsetMs: number;
}

/** The steps of the execution a batch shows; for the next unit, those that it will run. */
export function LiveSteps({ batch, stagedSerial, clockOffsetMs }: LiveStepsProps) {
  const { t } = useTranslation();
  const nowMs = useNow(isExecuting(batch));
  const isNextUnit = tileMode(batch, stagedSerial) === 'staged';
  const execution = isNextUnit ? null : batch.execution;
  const steps = execution?.steps ?? pendingSteps(batch.sequence?.steps ?? []);
  return (
    <Panel title={t('steps.title')}>
      <StepList
        steps={steps}
        executionId={execution?.id}
        loops={execution?.loops}
        livesOver={livesOver(execution ?? {})}
        serviceNowMs={nowMs + clockOffsetMs}
      />
    </Panel>
  );
}
