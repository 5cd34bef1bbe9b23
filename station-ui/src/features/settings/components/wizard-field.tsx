import { useId } from 'react';
import classes from './batch-dialog.module.css';

export interface WizardFieldProps {
  readonly label: string;
  readonly help?: string;
  readonly unit?: string;
  readonly value: string;
  readonly isDisabled?: boolean;
  readonly isNumber?: boolean;
  readonly placeholder?: string;
  readonly onChange: (value: string) => void;
}

/** One line to be typed; its help is read after its name, not as part of it. */
export function WizardField({
  label,
  help,
  unit,
  value,
  isDisabled = false,
  isNumber = false,
  ...rest
}: WizardFieldProps) {
  const id = useId();
  return (
    <div className={classes['setting']}>
      <label htmlFor={id}>{label}</label>
      <span className={unit === undefined ? undefined : classes['withUnit']}>
        <input
          id={id}
          value={value}
          disabled={isDisabled}
          inputMode={isNumber ? 'numeric' : 'text'}
          autoComplete="off"
          placeholder={rest.placeholder}
          aria-describedby={help === undefined ? undefined : `${id}-help`}
          onChange={(event) => rest.onChange(event.currentTarget.value)}
        />
        {unit}
      </span>
      {help !== undefined && (
        <span id={`${id}-help`} className={classes['dim']}>
          {help}
        </span>
      )}
    </div>
  );
}
