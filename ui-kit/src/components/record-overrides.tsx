import type { PlanOverrides, StepDefinition } from '@neurohub/contracts/record';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../i18n/use-language.ts';
import { formatMoment, type Language, localize } from '../lib/format.ts';
import classes from './record-overrides.module.css';

/** What of the plan is not as the package was released, and who wanted it so. */
export function RecordOverrides({ overrides, steps }: { overrides: PlanOverrides; steps: readonly StepDefinition[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { reason, by, at, differs } = overrides;
  return (
    <section className={classes['overrides']} data-testid="overrides">
      <h3>{t('overrides.title')}</h3>
      <p>{t('overrides.why', { reason, by, at: formatMoment(at, language) })}</p>
      <dl>
        {differs.map(({ path, released, effective }) => (
          <div key={path}>
            <dt>
              {stepOf(path, steps, language)}
              {path}
            </dt>
            <dd className="number">
              <s>{valueText(released)}</s> <b>{valueText(effective)}</b>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** What people call the step that a path leads into, before the path itself. */
function stepOf(path: string, steps: readonly StepDefinition[], language: Language) {
  const step = steps.find(({ name }) => path.startsWith(`steps.${name}.`));
  return step?.displayName === undefined ? null : <strong>{localize(step.displayName, language, step.name)} </strong>;
}

const valueText = (value: unknown) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? '–'));
