import type { BatchConfigBody } from '@neurohub/contracts/config-rest';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type BatchForm, batchOf, formOf } from '../store/batch-form.ts';
import classes from './settings.module.css';

export interface BatchDialogProps {
  /** Null: a new one. */
  readonly batch: BatchConfigBody | null;
  readonly knownIds: readonly string[];
  readonly packages: readonly string[];
  readonly onSave: (batch: BatchConfigBody) => void;
  readonly onClose: () => void;
}

/** One batch: what it tests, on which instruments. What is not shown here stays as it is in the file. */
export function BatchDialog({ batch, knownIds, packages, onSave, onClose }: BatchDialogProps) {
  const { t } = useTranslation();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const [form, setForm] = useState<BatchForm>(() => formOf(batch, packages));
  useEffect(() => dialog.current?.showModal(), []);
  const read = batchOf(form, batch);
  const isTaken = batch === null && knownIds.includes(form.id);
  const problem = isTaken ? t('settings.idTaken') : 'problem' in read ? t(`settings.form.${read.problem}`, read) : null;
  const text = (key: 'id' | 'name' | 'slot') => (
    <label>
      {t(`settings.field.${key}`)}
      <input
        value={form[key]}
        disabled={key === 'id' && batch !== null}
        inputMode={key === 'slot' ? 'numeric' : 'text'}
        onChange={(event) => setForm({ ...form, [key]: event.currentTarget.value })}
      />
    </label>
  );
  const lines = (key: 'hardware' | 'parameters') => (
    <label>
      {t(`settings.field.${key}`)}
      <textarea
        rows={4}
        value={form[key]}
        spellCheck={false}
        placeholder={t(`settings.example.${key}`)}
        onChange={(event) => setForm({ ...form, [key]: event.currentTarget.value })}
      />
    </label>
  );
  const check = (key: 'autoStart' | 'simulation') => (
    <label className={classes['check']}>
      <input
        type="checkbox"
        checked={form[key]}
        onChange={(event) => setForm({ ...form, [key]: event.currentTarget.checked })}
      />
      {t(`settings.field.${key}`)}
    </label>
  );
  return (
    <dialog ref={dialog} className={classes['dialog']} aria-labelledby={id} onClose={onClose}>
      <h3 id={id}>{batch ? t('settings.changeTitle', { batch: batch.id }) : t('settings.addBatch')}</h3>
      <div className={classes['form']}>
        {text('id')}
        {text('name')}
        <label>
          {t('settings.field.sequencePackage')}
          <select
            value={form.sequencePackage}
            onChange={(event) => setForm({ ...form, sequencePackage: event.currentTarget.value })}
          >
            {[...new Set([form.sequencePackage, ...packages])].map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        {text('slot')}
        {check('autoStart')}
        {check('simulation')}
        {lines('hardware')}
        {lines('parameters')}
      </div>
      <p className={classes['dim']}>{t('settings.changeMeaning')}</p>
      {problem !== null && (
        <p className={classes['bad']} role="status">
          {problem}
        </p>
      )}
      <div className={classes['answers']}>
        <ActionButton size="small" onClick={onClose}>
          {t('dialog.cancel')}
        </ActionButton>
        <ActionButton
          size="small"
          kind="strong"
          isDisabled={problem !== null}
          onClick={() => 'batch' in read && onSave(read.batch)}
        >
          {t('settings.save')}
        </ActionButton>
      </div>
    </dialog>
  );
}
