import { type InputHTMLAttributes, useId } from 'react';
import classes from './field.module.css';

export interface FieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange'> {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly onText: (text: string) => void;
  /** Offered while one types. */
  readonly suggestions?: readonly string[] | undefined;
}

/** A line of text with its name above it. */
export function Field({ label, hint, onText, suggestions, ...input }: FieldProps) {
  const id = useId();
  return (
    <label className={classes['field']}>
      <span>{label}</span>
      <input
        {...input}
        {...(hint !== undefined && { 'aria-describedby': `${id}-hint` })}
        {...(suggestions && { list: `${id}-list` })}
        onChange={(event) => onText(event.currentTarget.value)}
      />
      {hint !== undefined && (
        <span id={`${id}-hint`} className={classes['hint']}>
          {hint}
        </span>
      )}
      {suggestions && (
        <datalist id={`${id}-list`}>
          {suggestions.map((suggestion) => (
            <option key={suggestion} value={suggestion} />
          ))}
        </datalist>
      )}
    </label>
  );
}

export interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly text: string }[];
  readonly onChoice: (value: string) => void;
  readonly hint?: string | undefined;
}

/** One of several, with its name above it. */
export function Choice({ label, value, options, onChoice, hint }: ChoiceProps) {
  return (
    <label className={classes['field']}>
      <span>{label}</span>
      <select value={value} onChange={(event) => onChoice(event.currentTarget.value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </select>
      {hint !== undefined && <span className={classes['hint']}>{hint}</span>}
    </label>
  );
}

/** A line to be ticked. */
export function Check({
  text,
  isChecked,
  onChange,
}: {
  readonly text: string;
  readonly isChecked: boolean;
  readonly onChange: (isChecked: boolean) => void;
}) {
  return (
    <label className={classes['check']}>
      <input type="checkbox" checked={isChecked} onChange={(event) => onChange(event.currentTarget.checked)} />
      {text}
    </label>
  );
}
