import type { BatchConfigBody } from '@neurohub/contracts/config-rest';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConfigApi } from '../api/config-api.ts';
import {
  type BatchForm,
  batchOf,
  formOf,
  STEP_OF_PROBLEM,
  WIZARD_STEPS,
  type WizardStep,
} from '../store/batch-form.ts';
import { useSequence } from '../store/use-sequence.ts';
import classes from './batch-dialog.module.css';
import { InstrumentsStep } from './instruments-step.tsx';
import { LimitsStep } from './limits-step.tsx';
import { NameStep } from './name-step.tsx';
import { PackageStep } from './package-step.tsx';

export interface BatchDialogProps {
  /** Null: a new one. */
  readonly batch: BatchConfigBody | null;
  readonly knownIds: readonly string[];
  readonly packages: readonly string[];
  readonly api: ConfigApi;
  readonly onSave: (batch: BatchConfigBody) => void;
  readonly onClose: () => void;
}

/** One batch, a step at a time: what it tests, how it is called, on which instruments, within which limits. What is not shown stays. */
export function BatchDialog({ batch, knownIds, packages, api, onSave, onClose }: BatchDialogProps) {
  const { t } = useTranslation();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const [form, setForm] = useState<BatchForm>(() => formOf(batch, packages));
  const [step, setStep] = useState<WizardStep>('package');
  const sequence = useSequence(api, form.sequencePackage);
  useEffect(() => dialog.current?.showModal(), []);
  const read = batchOf(form, batch);
  const isTaken = batch === null && knownIds.includes(form.id.trim());
  const problem = isTaken ? t('settings.idTaken') : 'problem' in read ? t(`settings.form.${read.problem}`, read) : null;
  const badStep = isTaken ? 'name' : 'problem' in read ? STEP_OF_PROBLEM[read.problem] : null;
  const parts = { form, onChange: (change: Partial<BatchForm>) => setForm({ ...form, ...change }), sequence };
  const next = WIZARD_STEPS[WIZARD_STEPS.indexOf(step) + 1];
  const before = WIZARD_STEPS[WIZARD_STEPS.indexOf(step) - 1];
  // A form that nobody has reached yet is not wrong.
  const shown = badStep !== null && (badStep === step || WIZARD_STEPS.indexOf(badStep) < WIZARD_STEPS.indexOf(step));
  return (
    <dialog ref={dialog} className={classes['dialog']} aria-labelledby={id} onClose={onClose}>
      <h3 id={id}>{batch ? t('settings.changeTitle', { batch: batch.id }) : t('settings.addBatch')}</h3>
      <ol className={classes['steps']}>
        {WIZARD_STEPS.map((name, index) => (
          <li key={name}>
            <button type="button" aria-current={name === step ? 'step' : undefined} onClick={() => setStep(name)}>
              <span aria-hidden="true">{index + 1}</span> {t(`settings.wizard.${name}`)}
            </button>
          </li>
        ))}
      </ol>
      <div className={classes['body']}>
        {step === 'package' && <PackageStep {...parts} packages={packages} />}
        {step === 'name' && <NameStep {...parts} isNew={batch === null} />}
        {step === 'instruments' && <InstrumentsStep {...parts} api={api} />}
        {step === 'limits' && <LimitsStep {...parts} />}
      </div>
      <p className={classes['bad']} role="status">
        {shown ? problem : ''}
      </p>
      <div className={classes['answers']}>
        <ActionButton size="small" onClick={onClose}>
          {t('dialog.cancel')}
        </ActionButton>
        <span className={classes['ways']}>
          {before && (
            <ActionButton size="small" onClick={() => setStep(before)}>
              {t('settings.wizard.back')}
            </ActionButton>
          )}
          {next && (
            <ActionButton size="small" kind={batch ? 'quiet' : 'strong'} onClick={() => setStep(next)}>
              {t('settings.wizard.next')}
            </ActionButton>
          )}
          {(batch !== null || next === undefined) && (
            <ActionButton
              size="small"
              kind="strong"
              isDisabled={problem !== null}
              onClick={() => 'batch' in read && onSave(read.batch)}
            >
              {t('settings.save')}
            </ActionButton>
          )}
        </span>
      </div>
    </dialog>
  );
}
