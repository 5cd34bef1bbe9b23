import { Panel } from '@neurohub/ui-kit/components/panel';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type FormGroup, OTHERS } from '../store/form-of-schema.ts';
import classes from './config-form.module.css';

export interface FormGroupPanelProps {
  readonly group: FormGroup;
  readonly isThere: boolean;
  /** Flags or the environment say something of it. */
  readonly isGiven: boolean;
  readonly onTakeOut: (() => void) | undefined;
  readonly aside: ReactNode;
  readonly children: ReactNode;
}

/** Keys that stand together; what may be absent says whether it is in use. */
export function FormGroupPanel({ group, isThere, isGiven, onTakeOut, aside, children }: FormGroupPanelProps) {
  const { t } = useTranslation();
  const key = group.path.length === 0 ? OTHERS : group.path.join('.');
  const help = t(`configKey.${key}.help`, { defaultValue: '' });
  return (
    <Panel
      title={t(`configKey.${key}.label`)}
      aside={
        <span className={classes['aside']}>
          {aside}
          {group.isOptional && !isThere && !isGiven && (
            <span className={classes['note']}>{t('settings.fields.notInUse')}</span>
          )}
          {group.isOptional && isThere && onTakeOut && (
            <button type="button" className={classes['plain']} onClick={onTakeOut}>
              {t('settings.fields.takeOut')}
            </button>
          )}
        </span>
      }
    >
      {help !== '' && <p className={classes['note']}>{help}</p>}
      <div className={classes['fields']}>{children}</div>
    </Panel>
  );
}
