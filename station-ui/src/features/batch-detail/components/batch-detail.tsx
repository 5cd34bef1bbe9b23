import type { BatchView } from '@neurohub/contracts/rest';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { localize } from '@neurohub/ui-kit/lib/format';
import { useNow } from '@neurohub/ui-kit/lib/use-now';
import { type ReactNode, useCallback, useMemo, useState } from 'react';
import { isExecuting } from '../../../lib/batch-state.ts';
import { pendingSteps } from '../../batches/store/step-views.ts';
import { tileMode } from '../../batches/store/tile-model.ts';
import type { LogStore } from '../../logs/store/log-store.ts';
import { askedOf } from '../store/asked.ts';
import { AttemptIndex } from '../store/attempt-index.ts';
import type { FetchRecord, HistoryStore } from '../store/history-store.ts';
import { AskedTab } from './asked-tab.tsx';
import classes from './batch-detail.module.css';
import { type DetailTab, DetailTabs } from './detail-tabs.tsx';
import { InstrumentsPanel } from './instruments-panel.tsx';
import { LogTab } from './log-tab.tsx';
import { ParametersTab } from './parameters-tab.tsx';
import { ProcessPanel } from './process-panel.tsx';
import { StepTreePanel } from './step-tree-panel.tsx';
import { TimelineTab } from './timeline-tab.tsx';
import { useHistory } from './use-history.ts';

export interface BatchDetailProps {
  readonly batch: BatchView;
  readonly stagedSerial: string;
  readonly clockOffsetMs: number;
  readonly history: HistoryStore;
  readonly logs: LogStore;
  readonly fetchRecord: FetchRecord;
  /** Names of batches by id. */
  readonly nameOf: (batchId: string) => string;
  /** What is going on, and what can be done. */
  readonly tile: ReactNode;
}

const NO_ATTEMPTS = new AttemptIndex();

/** Everything about one batch that an engineer looks at in front of the bench. */
export function BatchDetail(props: BatchDetailProps) {
  const { batch, stagedSerial, clockOffsetMs, history, logs, fetchRecord, nameOf, tile } = props;
  const isOn = isExecuting(batch);
  const nowMs = useNow(isOn) + clockOffsetMs;
  const known = useHistory(history, batch.execution, fetchRecord);
  const [tab, setTab] = useState<DetailTab>('log');
  const [chosenStep, setChosenStep] = useState<string | null>(null);
  const isNextUnit = tileMode(batch, stagedSerial) === 'staged';
  const execution = isNextUnit ? null : batch.execution;
  const pending = useMemo(() => pendingSteps(batch.sequence?.steps ?? []), [batch.sequence]);
  const attempts = execution && known.executionId === execution.id ? known.attempts : NO_ATTEMPTS;
  const record = known.record.status === 'loaded' ? known.record.value : undefined;
  const choose = useCallback((step: string) => {
    setChosenStep((before) => (before === step ? null : step));
    setTab('log');
  }, []);
  const steps = execution?.steps ?? pending;
  const step = useNamed(steps, chosenStep);
  const prompts = execution?.prompts;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version tells that there are more attempts
  const asked = useMemo(() => askedOf(attempts.all, prompts ?? []).length, [attempts, known.version, prompts]);
  return (
    <div className={classes['detail']}>
      <div className={classes['now']}>
        {tile}
        <div className={classes['bench']}>
          <ProcessPanel resources={batch.resources} pid={batch.pid} processState={batch.processState} />
          <InstrumentsPanel batch={batch} nameOf={nameOf} />
        </div>
      </div>
      <div className={classes['steps']}>
        <StepTreePanel
          {...{ execution, steps, attempts, isOn, chosenStep }}
          version={known.version}
          serviceNowMs={nowMs}
          onChoose={choose}
        />
      </div>
      <div className={classes['more']}>
        <DetailTabs tab={tab} onTab={setTab} counts={asked > 0 ? { asked } : {}}>
          {(one) => {
            if (one === 'timeline')
              return <TimelineTab execution={execution} attempts={attempts.all} record={record} nowMs={nowMs} />;
            if (one === 'parameters')
              return <ParametersTab sequence={batch.sequence?.name} record={execution && known.record} />;
            if (one === 'asked') return <AskedTab execution={execution} attempts={attempts.all} nowMs={nowMs} />;
            return (
              <LogTab
                store={logs}
                batchId={batch.id}
                executionId={execution?.id}
                step={step}
                onEveryStep={() => setChosenStep(null)}
              />
            );
          }}
        </DetailTabs>
      </div>
    </div>
  );
}

/** A step by its name, with what people call it. */
function useNamed(steps: BatchDetailSteps, name: string | null) {
  const language = useLanguage();
  const found = steps.find((step) => step.name === name);
  return found ? { name: found.name, text: localize(found.displayName, language, found.name) } : null;
}

type BatchDetailSteps = ReturnType<typeof pendingSteps>;
