import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { localize } from '@neurohub/ui-kit/lib/format';
import { useTranslation } from 'react-i18next';
import classes from './batch-dialog.module.css';
import type { WizardStepProps } from './wizard-step-props.ts';

/** What it tests: the packages of the station, and what the chosen one needs. */
export function PackageStep({ form, onChange, sequence, packages }: WizardStepProps & { packages: readonly string[] }) {
  const { t } = useTranslation();
  const names = [...new Set([form.sequencePackage, ...packages])].filter(Boolean);
  if (names.length === 0) return <p>{t('settings.wizard.noPackages')}</p>;
  return (
    <fieldset className={classes['packages']}>
      <legend>{t('settings.field.sequencePackage')}</legend>
      {names.map((name) => (
        <label key={name} data-chosen={name === form.sequencePackage}>
          <input
            type="radio"
            name="package"
            checked={name === form.sequencePackage}
            onChange={() => onChange({ sequencePackage: name })}
          />
          <span>
            <strong>{name}</strong>
            {name === form.sequencePackage && <PackageFacts sequence={sequence} />}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function PackageFacts({ sequence }: Pick<WizardStepProps, 'sequence'>) {
  const { t } = useTranslation();
  const language = useLanguage();
  if (sequence.status === 'loading') return <span className={classes['dim']}>{t('settings.wizard.reading')}</span>;
  if (sequence.status === 'failed') return <ProblemBox code={sequence.code} message={sequence.message} />;
  const { displayName, version, steps, hardware, error, name } = sequence.value;
  if (error) return <ProblemBox code={error.code} message={error.message} />;
  const instruments = Object.entries(hardware).map(([id, one]) => localize(one.displayName, language, id));
  return (
    <>
      <span className={classes['dim']}>
        {[localize(displayName, language, name), version, t('settings.wizard.steps', { count: steps.length })]
          .filter(Boolean)
          .join(' · ')}
      </span>
      <span className={classes['dim']}>
        {instruments.length > 0
          ? t('settings.wizard.needs', { instruments: instruments.join(', ') })
          : t('settings.wizard.needsNothing')}
      </span>
    </>
  );
}
