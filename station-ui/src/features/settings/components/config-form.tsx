import type { ConfigView } from '@neurohub/contracts/config-rest';
import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { pageHref } from '../../../lib/hash-route.ts';
import type { ConfigApi } from '../api/config-api.ts';
import { problemsBelow } from '../store/field-problems.ts';
import { formOfSchema } from '../store/form-of-schema.ts';
import { editKeys, loadForm, type SettingsStore, shownValues } from '../store/settings-store.ts';
import { valueAt } from '../store/typed-values.ts';
import { BackendTry } from './backend-try.tsx';
import { ConfigField } from './config-field.tsx';
import classes from './config-form.module.css';
import { FormGroupPanel } from './form-group-panel.tsx';
import { FormSections } from './form-sections.tsx';

export interface ConfigFormProps {
  readonly config: ConfigView;
  readonly store: SettingsStore;
  readonly api: ConfigApi;
  /** Which section is open. */
  readonly sectionId: string | undefined;
}

/** station.yaml as a form: a section at a time, made from the schema of the file. Edits the same draft as the text. */
export function ConfigForm({ config, store, api, sectionId }: ConfigFormProps) {
  const { t } = useTranslation();
  const state = useStore(store);
  const { form } = state;
  useEffect(() => void loadForm(store, api), [store, api]);
  const sections = useMemo(() => (form ? formOfSchema(form) : []), [form]);
  const values = shownValues(state);
  const section = sections.find(({ id }) => id === sectionId) ?? sections[0];
  if (!section) return <p className={classes['note']}>{t('settings.fields.loading')}</p>;
  if (values === null && state.draft !== null && state.check === null)
    return <p className={classes['note']}>{t('settings.loading')}</p>;
  if (values === null)
    return (
      <p className={classes['note']}>
        {t('settings.fields.noYaml')} <a href={pageHref('settings', 'text')}>{t('settings.fields.openText')}</a>
      </p>
    );
  const problems = state.draft === null ? (config.invalid?.problems ?? []) : (state.check?.problems ?? []);
  const changedIn = (path: readonly string[]) =>
    state.draft !== null && JSON.stringify(valueAt(values, path)) !== JSON.stringify(valueAt(config.values, path));
  return (
    <div className={classes['form']}>
      <FormSections sections={sections} current={section.id} isChanged={(id) => changedIn([id])} problems={problems} />
      <div className={classes['groups']}>
        {section.groups.map((group) => (
          <FormGroupPanel
            key={group.path.join('.')}
            group={group}
            isThere={group.path.length === 0 || valueAt(values, group.path) !== undefined}
            isGiven={config.fromFlags.some((key) => key.startsWith(`${group.path.join('.')}.`))}
            onTakeOut={config.mayChange ? () => void editKeys(store, api, [{ path: [...group.path] }]) : undefined}
            aside={group.path.join() === 'backend' && config.mayChange && <BackendTry store={store} api={api} />}
          >
            {group.fields.map((field) => (
              <ConfigField
                key={field.path.join('.')}
                field={field}
                value={valueAt(values, field.path)}
                isChanged={changedIn(field.path)}
                isReadOnly={!config.mayChange}
                isFromFlags={config.fromFlags.includes(field.path.join('.'))}
                problems={problemsBelow(problems, field.path)}
                onChange={(value) =>
                  void editKeys(store, api, [{ path: [...field.path], ...(value !== undefined && { value }) }])
                }
              />
            ))}
          </FormGroupPanel>
        ))}
      </div>
    </div>
  );
}
