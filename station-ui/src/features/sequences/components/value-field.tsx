import type { ScalarValue } from '@neurohub/contracts/vocabulary';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { textOfValue, type ValueRule } from '../store/typed-value.ts';
import classes from './detail.module.css';

export interface ValueFieldProps {
  readonly label: string;
  readonly rule: ValueRule;
  readonly text: string;
  /** Empty: its place stays free. */
  readonly unit?: string | undefined;
  readonly placeholder?: string | undefined;
  readonly problem?: ReactNode;
  /** It differs from what it would be otherwise. */
  readonly isChanged?: boolean;
  readonly onText: (text: string) => void;
}

/** A field for a value of a kind, with its unit and what is wrong with it. */
export function ValueField({
  label,
  rule,
  text,
  unit,
  placeholder,
  problem,
  isChanged = false,
  onText,
}: ValueFieldProps) {
  const id = useId();
  const common = {
    'aria-label': label,
    'aria-invalid': problem ? true : undefined,
    'aria-describedby': problem ? id : undefined,
  };
  return (
    <span className={classes['field']} data-changed={isChanged} data-bad={Boolean(problem)}>
      <span className={classes['entry']}>
        {choicesOf(rule) ? (
          <Choice {...{ rule, text, placeholder, onText }} {...common} />
        ) : (
          <input
            {...common}
            value={text}
            placeholder={placeholder}
            inputMode={rule.type === 'string' ? 'text' : 'decimal'}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => onText(event.currentTarget.value)}
          />
        )}
        {unit !== undefined && <span className={classes['unit']}>{unit}</span>}
      </span>
      {problem && (
        <span id={id} className={classes['bad']} data-problem={true}>
          {problem}
        </span>
      )}
    </span>
  );
}

const BOOLEANS: readonly ScalarValue[] = [true, false];
const choicesOf = ({ type, options }: ValueRule) => options ?? (type === 'boolean' ? BOOLEANS : undefined);

function Choice({
  rule,
  text,
  placeholder,
  onText,
  ...common
}: Pick<ValueFieldProps, 'rule' | 'text' | 'placeholder' | 'onText'> & { 'aria-label': string }) {
  const { t } = useTranslation();
  const words = (value: string) =>
    rule.type === 'boolean' ? t(`sequences.is.${value}`, { defaultValue: value }) : value;
  const values = (choicesOf(rule) ?? []).map(textOfValue);
  return (
    <select {...common} value={text} onChange={(event) => onText(event.currentTarget.value)}>
      {!values.includes('') && (placeholder !== undefined || text === '') && (
        <option value="">{placeholder ?? '–'}</option>
      )}
      {values.map((value) => (
        <option key={value} value={value}>
          {words(value)}
        </option>
      ))}
    </select>
  );
}
