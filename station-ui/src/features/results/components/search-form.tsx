import type { BatchView } from '@neurohub/contracts/rest';
import { VERDICTS } from '@neurohub/contracts/vocabulary';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ResultsSearch } from '../api/explorer-api.ts';
import { fieldsOf, NO_FIELDS, type SearchField, type SearchFields, searchOf } from '../store/search-fields.ts';
import classes from './explorer.module.css';
import { SavedFilters } from './saved-filters.tsx';

export interface SearchFormProps {
  readonly batches: readonly BatchView[];
  readonly mayKeep: boolean;
  readonly onSearch: (search: ResultsSearch) => void;
}

export function SearchForm({ batches, mayKeep, onSearch }: SearchFormProps) {
  const { t } = useTranslation();
  const [fields, setFields] = useState<SearchFields>(NO_FIELDS);
  const take = (changed: SearchFields) => {
    setFields(changed);
    onSearch(searchOf(changed));
  };
  const input = (field: SearchField, type: 'text' | 'date') => (
    <label>
      {t(`explorer.fields.${field}`)}
      <input
        type={type}
        value={fields[field]}
        maxLength={100}
        onChange={(event) => setFields({ ...fields, [field]: event.currentTarget.value })}
      />
    </label>
  );
  // A choice is meant as soon as it is made; a text when it is sent.
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
    <>
      <form
        className={classes['fields']}
        onSubmit={(event) => {
          event.preventDefault();
          take(fields);
        }}
      >
        {input('serialNumber', 'text')}
        {choice(
          'verdict',
          VERDICTS.map((verdict) => [verdict, t(`verdict.word.${verdict}`)]),
        )}
        {choice(
          'batchId',
          batches.map(({ id, name }) => [id, name]),
        )}
        {choice(
          'mode',
          (['production', 'debug'] as const).map((mode) => [mode, t(`explorer.modes.${mode}`)]),
        )}
        {input('lot', 'text')}
        {input('operator', 'text')}
        {input('from', 'date')}
        {input('to', 'date')}
        <div className={classes['buttons']}>
          {/* For Enter in a field. */}
          <input type="submit" hidden />
          <ActionButton size="small" kind="strong" onClick={() => take(fields)}>
            {t('explorer.go')}
          </ActionButton>
          <ActionButton size="small" onClick={() => take(NO_FIELDS)}>
            {t('explorer.clear')}
          </ActionButton>
        </div>
      </form>
      <SavedFilters search={searchOf(fields)} mayKeep={mayKeep} onTake={(search) => take(fieldsOf(search))} />
    </>
  );
}
