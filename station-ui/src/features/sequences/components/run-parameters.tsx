import type { SequenceDetail } from '@neurohub/contracts/rest';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { localize } from '@neurohub/ui-kit/lib/format';
import { useTranslation } from 'react-i18next';
import classes from './detail.module.css';
import { RuleText } from './rule-text.tsx';
import { ValueField } from './value-field.tsx';

export interface RunParametersProps {
  readonly detail: SequenceDetail;
  /** As typed; an empty one is as configured. */
  readonly texts: Readonly<Record<string, string>>;
  /** Names of those that cannot be read. */
  readonly bad: readonly string[];
  readonly onTexts: (texts: Readonly<Record<string, string>>) => void;
}

/** Values for this one test; closed until somebody wants one, or the test cannot do without. */
export function RunParameters({ detail: { parameters }, texts, bad, onTexts }: RunParametersProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const names = Object.keys(parameters);
  if (names.length === 0) return null;
  return (
    <details className={classes['more']}>
      <summary>{t('sequences.run.values')}</summary>
      <ul className={classes['values']}>
        {names.map((name) => {
          const declared = parameters[name];
          if (!declared) return null;
          const title = localize(declared.displayName, language, name);
          return (
            <li key={name} className={classes['value']}>
              <span className={classes['names']}>
                <b>{title}</b>
                <RuleText name={name} declared={declared} />
              </span>
              <ValueField
                {...{ label: title, rule: declared, unit: declared.unit ?? '', text: texts[name] ?? '' }}
                placeholder={t('sequences.run.asConfigured')}
                problem={bad.includes(name) ? t('sequences.problem.value') : null}
                onText={(text) => onTexts({ ...texts, [name]: text })}
              />
            </li>
          );
        })}
      </ul>
    </details>
  );
}
