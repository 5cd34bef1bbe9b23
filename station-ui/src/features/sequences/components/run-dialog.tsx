import type { BatchView, SequenceDetail } from '@neurohub/contracts/rest';
import { ActionButton, StartIcon } from '@neurohub/ui-kit/components/action-button';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { problemOf } from '@neurohub/ui-kit/lib/rest-client';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newCommandId } from '../../../lib/command-id.ts';
import { startSequence } from '../../serial-entry/api/sequence-commands.ts';
import { checkSerial } from '../../serial-entry/store/serial-check.ts';
import { badParameters, formFor, isReady, type RunForm, startBody } from '../store/run-form.ts';
import classes from './detail.module.css';
import { DialogFrame } from './dialog-frame.tsx';
import { RunParameters } from './run-parameters.tsx';
import { RunSteps } from './run-steps.tsx';

export interface RunDialogProps {
  readonly detail: SequenceDetail;
  /** That run the package. */
  readonly batches: readonly BatchView[];
  readonly onStarted: (batchId: string) => void;
  readonly onClose: () => void;
}

/** One test on one slot, for whoever tries something out: all steps or some, with other values, counted or not. */
export function RunDialog({ detail, batches, onStarted, onClose }: RunDialogProps) {
  const { t } = useTranslation();
  const [form, setForm] = useState<RunForm>(() => formFor(batches));
  // One intent of a person: pressed twice, it is one test.
  const [commandId, setCommandId] = useState(newCommandId);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ReturnType<typeof problemOf> | null>(null);
  const batch = batches.find(({ id }) => id === form.batchId);
  const serialProblem = checkSerial(form.serialNumber.trim(), detail.serialNumber);
  const bad = badParameters(form, detail.parameters);
  const isReadyToStart = batch !== undefined && isReady(batch) && serialProblem === null && bad.length === 0;
  const change = (changed: Partial<RunForm>) => {
    setForm({ ...form, ...changed });
    setCommandId(newCommandId());
  };
  const start = async () => {
    if (!isReadyToStart || isBusy || form.steps?.length === 0) return;
    setBusy(true);
    setProblem(null);
    try {
      await startSequence(form.batchId, startBody(form, detail.parameters, commandId));
      onStarted(form.batchId);
    } catch (thrown) {
      setProblem(problemOf(thrown));
      setBusy(false);
    }
  };
  return (
    <DialogFrame title={t('sequences.run.title')} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void start();
        }}
      >
        <label className={classes['labelled']}>
          {t('sequences.run.batch')}
          <select value={form.batchId} onChange={(event) => change({ batchId: event.currentTarget.value })}>
            {batches.map((each) => (
              <option key={each.id} value={each.id}>
                {batchText(t, each)}
              </option>
            ))}
          </select>
        </label>
        {batch && (
          <p className={classes['dim']}>
            {t(batch.simulation ? 'sequences.run.onSimulators' : 'sequences.run.onHardware')}
          </p>
        )}
        {batch && !isReady(batch) && <p className={classes['warning']}>{t('sequences.run.notReady')}</p>}
        <label className={classes['labelled']}>
          {t('sequences.run.serial')}
          <input
            value={form.serialNumber}
            placeholder={detail.serialNumber?.example}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => change({ serialNumber: event.currentTarget.value })}
          />
        </label>
        {form.serialNumber !== '' && serialProblem !== null && (
          <p className={classes['bad']} role="status">
            {t(`sequences.run.serialProblem.${serialProblem}`, {
              example: detail.serialNumber?.example ?? detail.serialNumber?.pattern,
            })}
          </p>
        )}
        <RunSteps steps={detail.steps} chosen={form.steps} onChoose={(steps) => change({ steps })} />
        <RunParameters {...{ detail, bad }} texts={form.parameters} onTexts={(parameters) => change({ parameters })} />
        <label className={classes['check']}>
          <input
            type="checkbox"
            checked={form.isDebug || form.steps !== null || batch?.simulation === true}
            disabled={form.steps !== null || batch?.simulation === true}
            onChange={(event) => change({ isDebug: event.currentTarget.checked })}
          />
          {t('sequences.run.debug')}
        </label>
        {problem && <ProblemBox code={problem.code} message={problem.message} />}
        <div className={classes['answers']}>
          <ActionButton size="small" onClick={onClose}>
            {t('sequences.cancel')}
          </ActionButton>
          <ActionButton
            size="small"
            kind="strong"
            icon={<StartIcon />}
            isDisabled={!isReadyToStart || isBusy || form.steps?.length === 0}
            onClick={() => void start()}
          >
            {t('sequences.run.start')}
          </ActionButton>
        </div>
      </form>
    </DialogFrame>
  );
}

function batchText(t: TFunction, { slot, name, processState, simulation }: BatchView): string {
  const parts = [t('sequences.slot', { slot }), name, t(`processState.${processState}`)];
  return [...parts, ...(simulation ? [t('sequences.simulated')] : [])].join(' · ');
}
