import type { BatchConfigBody } from '@neurohub/contracts/config-rest';
import type { SequenceDetail } from '@neurohub/contracts/rest';
import type { ScalarValue } from '@neurohub/contracts/vocabulary';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { localize } from '@neurohub/ui-kit/lib/format';
import { problemOf } from '@neurohub/ui-kit/lib/rest-client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { saveBatchConfig } from '../api/sequences-api.ts';
import { textsOfBatch, valueProblems, withValues } from '../store/batch-values.ts';
import { textOfValue } from '../store/typed-value.ts';
import classes from './detail.module.css';
import { DialogFrame } from './dialog-frame.tsx';
import { RuleText } from './rule-text.tsx';
import { ValueField } from './value-field.tsx';

export interface BatchValuesDialogProps {
  readonly detail: SequenceDetail;
  readonly batch: BatchConfigBody;
  /** As people call the batch. */
  readonly title: string;
  /** Of the file that the batch was read from. */
  readonly revision: string;
  readonly onSaved: () => void;
  readonly onClose: () => void;
}

const LONGEST_REASON = 500;

/** The values of one batch in station.yaml, each as its parameter says; an empty one leaves the default. */
export function BatchValuesDialog({ detail, batch, title, revision, onSaved, onClose }: BatchValuesDialogProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [texts, setTexts] = useState(() => textsOfBatch(batch));
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<ReturnType<typeof problemOf> | null>(null);
  const problems = valueProblems(texts, detail.parameters);
  const isReady = reason.trim() !== '' && Object.keys(problems).length === 0;
  const save = async () => {
    if (!isReady) return;
    try {
      await saveBatchConfig(withValues(batch, texts, detail.parameters), { revision, reason: reason.trim() });
      onSaved();
    } catch (thrown) {
      setProblem(problemOf(thrown));
    }
  };
  return (
    <DialogFrame title={t('sequences.parameters.ofBatch', { batch: title })} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <p className={classes['dim']}>{t('sequences.parameters.meaning')}</p>
        <ul className={classes['values']}>
          {Object.entries(detail.parameters).map(([name, declared]) => {
            const label = localize(declared.displayName, language, name);
            const found = problems[name];
            return (
              <li key={name} className={classes['value']}>
                <span className={classes['names']}>
                  <b>{label}</b>
                  <RuleText name={name} declared={declared} />
                </span>
                <ValueField
                  {...{ label, rule: declared, unit: declared.unit ?? '', text: texts[name] ?? '' }}
                  placeholder={t('sequences.parameters.default', { value: defaultOf(t, declared.default) })}
                  problem={found && t(`sequences.problem.${found}`, { min: declared.min, max: declared.max })}
                  onText={(text) => setTexts({ ...texts, [name]: text })}
                />
              </li>
            );
          })}
        </ul>
        <label className={classes['labelled']}>
          {t('dialog.reason')}
          <input value={reason} maxLength={LONGEST_REASON} onChange={(event) => setReason(event.currentTarget.value)} />
        </label>
        {problem && <ProblemBox code={problem.code} message={problem.message} />}
        <div className={classes['answers']}>
          <ActionButton size="small" onClick={onClose}>
            {t('sequences.cancel')}
          </ActionButton>
          <ActionButton size="small" kind="strong" isDisabled={!isReady} onClick={() => void save()}>
            {t('sequences.edit.save')}
          </ActionButton>
        </div>
      </form>
    </DialogFrame>
  );
}

const defaultOf = (t: (key: string) => string, value: ScalarValue | undefined) =>
  typeof value === 'boolean' ? t(`sequences.is.${value}`) : textOfValue(value) || '–';
