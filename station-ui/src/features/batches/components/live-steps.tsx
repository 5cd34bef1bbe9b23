import type { BatchView } from '@neurohub/contracts/rest';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { StepList } from '@neurohub/ui-kit/components/step-list';
import { livesOver } from '@neurohub/ui-kit/lib/lives';
import { useNow } from '@neurohub/ui-kit/lib/use-now';
import { useTranslation } from 'react-i18next';
import { isExecuting } from '../../../lib/batch-state.ts';
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
