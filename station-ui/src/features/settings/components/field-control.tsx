import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { pageHref } from '../../../lib/hash-route.ts';
import { isReference } from '../store/typed-values.ts';
import { ChoiceControl } from './choice-control.tsx';
import classes from './config-form.module.css';
import type { ControlProps } from './control-props.ts';
import { TypedControl } from './typed-control.tsx';

/** What a value is changed with, by its kind. A value of the environment is a text, whatever it stands for. */
export function FieldControl(props: ControlProps): ReactNode {
  const { t } = useTranslation();
  const { field, value, id, isReadOnly, onChange } = props;
  if (field.kind === 'elsewhere')
    return (
      <span className={classes['elsewhere']}>
        {t('settings.fields.elsewhere')}{' '}
        <a id={id} href={pageHref('settings', 'text')}>
          {t('settings.fields.openText')}
        </a>
      </span>
    );
  if (field.kind === 'switch' && !isReference(value))
    return (
      <input
        id={id}
        type="checkbox"
        checked={value === undefined ? field.fallback === true : value === true}
        disabled={isReadOnly}
        aria-describedby={`${id}-meta`}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    );
  if (field.kind === 'choice' && !isReference(value)) return <ChoiceControl {...props} />;
  return <TypedControl {...props} />;
}
