import type { CommandParameter } from '@neurohub/contracts/record';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatNumber, localize, withUnit } from '@neurohub/ui-kit/lib/format';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { ValueProblem } from '../store/command-values.ts';
import classes from './manual.module.css';

export interface ValueFieldProps {
  readonly parameter: CommandParameter;
  readonly draft: string;
  readonly problem: ValueProblem | undefined;
  readonly isDisabled: boolean;
  readonly onChange: (draft: string) => void;
}

/** One value of a command, by its type: with its unit, what is accepted, and what is wrong with it. */
export function ValueField({ parameter, draft, problem, isDisabled, onChange }: ValueFieldProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const id = useId();
  const { name, displayName, description, unit, min, max } = parameter;
  const bound = (value: number | undefined) => (value === undefined ? '' : formatNumber(value, language));
  const range = min === undefined && max === undefined ? '' : `${bound(min)} … ${bound(max)}`;
  return (
    <div className={classes['field']} title={localize(description, language, '')}>
      <label htmlFor={id}>
        {localize(displayName, language, name)}{' '}
        <span>{range || (isOptional(parameter) ? t('manualPage.optional') : '')}</span>
      </label>
      <span className={classes['input']}>
        <Control {...{ id, parameter, draft, problem, isDisabled, onChange }} />
        {unit !== undefined && <span aria-hidden="true">{unit}</span>}
      </span>
      {problem && (
        <span id={`${id}-problem`} className={classes['wrong']}>
          {t(`manualPage.value.${problem}`, { range: withUnit(range, unit) })}
        </span>
      )}
    </div>
  );
}

/** Nothing need be given, and nothing stands in for it. */
const isOptional = ({ required, default: fallback }: CommandParameter) => !required && fallback === undefined;

function Control({ id, parameter, draft, problem, isDisabled, onChange }: ValueFieldProps & { readonly id: string }) {
  const { t } = useTranslation();
  const { type, options } = parameter;
  const common = {
    id,
    disabled: isDisabled,
    'aria-describedby': problem && `${id}-problem`,
    'aria-invalid': problem !== undefined,
  };
  const choices = options?.map((option) => [String(option), String(option)] as const) ?? [
    ['false', t('manualPage.no')] as const,
    ['true', t('manualPage.yes')] as const,
  ];
  if (options === undefined && type !== 'boolean')
    return (
      <input
        {...common}
        value={draft}
        inputMode={type === 'string' ? 'text' : 'decimal'}
        autoComplete="off"
        maxLength={1000}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  return (
    <select {...common} value={draft} onChange={(event) => onChange(event.currentTarget.value)}>
      {isOptional(parameter) && <option value="">–</option>}
      {choices.map(([value, text]) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
    </select>
  );
}
