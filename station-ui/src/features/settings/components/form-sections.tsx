import { useMediaQuery } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { pageHref } from '../../../lib/hash-route.ts';
import type { FormSection } from '../store/form-of-schema.ts';
import classes from './config-form.module.css';

export interface FormSectionsProps {
  readonly sections: readonly FormSection[];
  readonly current: string;
  readonly isChanged: (id: string) => boolean;
  readonly problems: readonly { readonly path: string }[];
}

/** A list beside the fields, or one field to choose from where there is no room. */
export function FormSections({ sections, current, isChanged, problems }: FormSectionsProps) {
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
