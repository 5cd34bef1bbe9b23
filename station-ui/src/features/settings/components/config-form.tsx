import { useMediaQuery } from '@mantine/hooks';
import type { ConfigView } from '@neurohub/contracts/config-rest';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { type ReactNode, useEffect, useId, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { pageHref } from '../../../lib/hash-route.ts';
import type { ConfigApi } from '../api/config-api.ts';
import { type FormGroup, type FormSection, formOfSchema, valueAt } from '../store/config-form.ts';
import { problemsBelow } from '../store/field-problems.ts';
import { editKeys, loadForm, type SettingsStore, shownValues } from '../store/settings-store.ts';
import { BackendTry } from './backend-try.tsx';
import { ConfigField } from './config-field.tsx';
import classes from './config-form.module.css';

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
      <Sections sections={sections} current={section.id} isChanged={(id) => changedIn([id])} problems={problems} />
      <div className={classes['groups']}>
        {section.groups.map((group) => (
          <Group
            key={group.path.join('.')}
            group={group}
            isThere={group.path.length === 0 || valueAt(values, group.path) !== undefined}
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
          </Group>
        ))}
      </div>
    </div>
  );
}

interface SectionsProps {
  readonly sections: readonly FormSection[];
  readonly current: string;
  readonly isChanged: (id: string) => boolean;
  readonly problems: readonly { readonly path: string }[];
}

/** A list beside the fields, or one field to choose from where there is no room. */
function Sections({ sections, current, isChanged, problems }: SectionsProps) {
  const { t } = useTranslation();
  const isWide = useMediaQuery('(min-width: 62rem)') ?? true;
  const marked = sections.map(({ id }) => ({
    id,
    name: t(`configKey.${id}.label`),
    mark: problems.some(({ path }) => path.split(/[.[]/)[0] === id) ? '!' : isChanged(id) ? '•' : '',
  }));
  if (!isWide)
    return (
      <label className={classes['choose']}>
        {t('settings.fields.sections')}
        <select
          value={current}
          onChange={(event) => {
            window.location.hash = pageHref('settings', 'configuration', event.currentTarget.value);
          }}
        >
          {marked.map(({ id, name, mark }) => (
            <option key={id} value={id}>
              {name} {mark}
            </option>
          ))}
        </select>
      </label>
    );
  return (
    <nav aria-label={t('settings.fields.sections')} className={classes['sections']}>
      {marked.map(({ id, name, mark }) => (
        <a key={id} href={pageHref('settings', 'configuration', id)} aria-current={id === current ? 'page' : undefined}>
          {name} {mark !== '' && <strong aria-hidden="true">{mark}</strong>}
          {mark === '•' && <span className="visually-hidden">{t('settings.fields.changed')}</span>}
        </a>
      ))}
    </nav>
  );
}

interface GroupProps {
  readonly group: FormGroup;
  readonly isThere: boolean;
  readonly onTakeOut: (() => void) | undefined;
  readonly aside: ReactNode;
  readonly children: ReactNode;
}

function Group({ group, isThere, onTakeOut, aside, children }: GroupProps) {
  const { t } = useTranslation();
  const id = useId();
  const key = group.path.length === 0 ? 'others' : group.path.join('.');
  const help = t(`configKey.${key}.help`, { defaultValue: '' });
  return (
    <Panel
      title={t(`configKey.${key}.label`)}
      aside={
        <span className={classes['aside']}>
          {aside}
          {group.isOptional && !isThere && <span className={classes['note']}>{t('settings.fields.notInUse')}</span>}
          {group.isOptional && isThere && onTakeOut && (
            <button type="button" className={classes['plain']} onClick={onTakeOut}>
              {t('settings.fields.takeOut')}
            </button>
          )}
        </span>
      }
    >
      {help !== '' && (
        <p id={id} className={classes['note']}>
          {help}
        </p>
      )}
      <div className={classes['fields']}>{children}</div>
    </Panel>
  );
}
