import type { BatchView } from '@neurohub/contracts/rest';
import { VERDICTS } from '@neurohub/contracts/vocabulary';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ResultsSearch } from '../api/explorer-api.ts';
import { fieldsOf, type SearchField, type SearchFields, searchOf } from '../store/search-fields.ts';
import classes from './explorer.module.css';

export interface SearchFormProps {
  /** What is searched for now. */
  readonly search: ResultsSearch;
  readonly batches: readonly BatchView[];
  readonly onSearch: (search: ResultsSearch) => void;
}

/** What people know of a result. A choice is meant as soon as it is made; a text when it is sent. */
export function SearchForm({ search, batches, onSearch }: SearchFormProps) {
  const { t } = useTranslation();
  const [fields, setFields] = useState<SearchFields>(() => fieldsOf(search));
  // Another search, whoever made it, is what the fields say; without losing the focus of whoever made it here.
  const [shown, setShown] = useState(search);
  if (shown !== search) {
    setShown(search);
    setFields(fieldsOf(search));
  }
  const take = (changed: SearchFields) => {
    setFields(changed);
    onSearch(searchOf(changed, search));
  };
  const sequences = [...new Set(batches.flatMap(({ sequence }) => sequence?.name ?? []))];
  const input = (field: SearchField, type: 'text' | 'date' = 'text') => (
    <label>
      {t(`explorer.fields.${field}`)}
      <input
        type={type}
        value={fields[field]}
        maxLength={100}
        list={field === 'sequence' ? 'explorer-sequences' : undefined}
        placeholder={field === 'serialNumber' ? t('explorer.beginsSo') : undefined}
        onChange={(event) => setFields({ ...fields, [field]: event.currentTarget.value })}
        onBlur={() => type === 'date' && fields[field] !== fieldsOf(search)[field] && take(fields)}
      />
    </label>
  );
  const choice = (field: SearchField, options: readonly (readonly [value: string, text: string])[]) => (
    <label>
      {t(`explorer.fields.${field}`)}
      <select value={fields[field]} onChange={(event) => take({ ...fields, [field]: event.currentTarget.value })}>
        <option value="">{t('explorer.all')}</option>
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <form
      className={classes['form']}
      onSubmit={(event) => {
        event.preventDefault();
        take(fields);
      }}
    >
      <div className={classes['fields']}>
        {input('serialNumber')}
        {choice('verdict', [
          ...VERDICTS.map((verdict) => [verdict, t(`verdict.word.${verdict}`)] as const),
          ['FAIL,ERROR,ABORTED', t('explorer.notPassed')],
        ])}
        {choice(
          'batchId',
          batches.map(({ id, name }) => [id, name]),
        )}
        {input('from', 'date')}
        {input('to', 'date')}
        <div className={classes['buttons']}>
          {/* For Enter in a field. */}
          <input type="submit" hidden />
          <ActionButton size="small" kind="strong" onClick={() => take(fields)}>
            {t('explorer.go')}
          </ActionButton>
          <ActionButton size="small" onClick={() => onSearch({})}>
            {t('explorer.clear')}
          </ActionButton>
        </div>
      </div>
      <details className={classes['more']}>
        <summary>{t('explorer.moreFields')}</summary>
        <div className={classes['fields']}>
          {input('sequence')}
          <datalist id="explorer-sequences">
            {sequences.map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
          {input('lot')}
          {input('partNumber')}
          {input('operator')}
          {choice(
            'mode',
            (['production', 'debug'] as const).map((mode) => [mode, t(`mode.${mode}`)]),
          )}
          {input('step')}
          {input('measurement')}
          {choice(
            'cause',
            (['failed,error', 'failed', 'error'] as const).map((cause) => [cause, t(`explorer.causes.${cause}`)]),
          )}
        </div>
      </details>
    </form>
  );
}
