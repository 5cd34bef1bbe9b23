import type { BatchView } from '@neurohub/contracts/rest';
import { LOG_SOURCES } from '@neurohub/contracts/rest';
import { LOG_LEVELS } from '@neurohub/contracts/vocabulary';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isoOf, type LogFilter, type LogFilterField, localOf, NO_FILTER } from '../store/log-filter.ts';
import classes from './log-filters.module.css';

/** Somebody who still types is not interrupted by answers. */
const TYPING_MS = 350;
/** Those that are behind a button. */
const FURTHER: readonly LogFilterField[] = ['step', 'from', 'to'];

export interface LogFiltersProps {
  readonly filter: LogFilter;
  readonly batches: readonly BatchView[];
  readonly onChange: (filter: LogFilter) => void;
}

/** What is looked at. Each change is in effect at once, and in the address. */
export function LogFilters({ filter, batches, onChange }: LogFiltersProps) {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(() => FURTHER.some((field) => filter[field] !== ''));
  const [draft, setDraft] = useTyped(filter.text, (text) => onChange({ ...filter, text }));
  const steps = useId();
  const set = (field: LogFilterField, value: string) => onChange({ ...filter, [field]: value });
  const choice = (
    field: 'level' | 'batch' | 'source',
    options: readonly (readonly [value: string, text: string])[],
  ) => (
    <label>
      {t(`logsPage.filter.${field}`)}
      <select value={filter[field]} onChange={(event) => set(field, event.currentTarget.value)}>
        <option value="">{t(`logsPage.any.${field}`)}</option>
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
  const moment = (field: 'from' | 'to') => (
    <label>
      {t(`logsPage.filter.${field}`)}
      <input
        type="datetime-local"
        step="1"
        value={localOf(filter[field])}
        onChange={(event) => set(field, isoOf(event.currentTarget.value))}
      />
    </label>
  );
  const isAny = Object.values(filter).every((value) => value === '');
  return (
    <search className={classes['filters']} aria-label={t('logsPage.filters')}>
      <div className={classes['fields']} data-open={isOpen}>
        <label className={classes['search']}>
          {t('logsPage.filter.text')}
          <input
            type="search"
            value={draft}
            maxLength={200}
            onChange={(event) => setDraft(event.currentTarget.value)}
          />
        </label>
        {choice(
          'level',
          LOG_LEVELS.map((level) => [level, t(`logsPage.atLeast.${level}`)]),
        )}
        {choice(
          'batch',
          batches.map(({ id, name }) => [id, name]),
        )}
        {choice(
          'source',
          LOG_SOURCES.map((source) => [source, t(`logsPage.source.${source}`)]),
        )}
        <div className={classes['buttons']}>
          <ActionButton size="small" isOpen={isOpen} onClick={() => setIsOpen(!isOpen)}>
            {t('logsPage.more')}
          </ActionButton>
          <ActionButton size="small" isDisabled={isAny} onClick={() => onChange(NO_FILTER)}>
            {t('logsPage.clear')}
          </ActionButton>
        </div>
      </div>
      {isOpen && (
        <div className={classes['more']}>
          <label>
            {t('logsPage.filter.step')}
            <input
              value={filter.step}
              list={steps}
              maxLength={100}
              onChange={(event) => set('step', event.currentTarget.value.trim())}
            />
            <datalist id={steps}>
              {stepNames(batches).map((name) => (
                <option key={name} value={name} />
              ))}
            </datalist>
          </label>
          {moment('from')}
          {moment('to')}
        </div>
      )}
      {filter.execution !== '' && (
        <button type="button" className={classes['chip']} onClick={() => set('execution', '')}>
          {t('logsPage.ofExecution', { id: filter.execution.slice(0, 8) })}
          <svg viewBox="0 0 20 20" width="0.9em" height="0.9em" aria-hidden="true" focusable="false">
            <path d="M4 4l12 12M16 4L4 16" stroke="currentColor" strokeWidth="2.2" />
          </svg>
        </button>
      )}
    </search>
  );
}

function stepNames(batches: readonly BatchView[]): string[] {
  return [...new Set(batches.flatMap(({ sequence }) => sequence?.steps.map(({ name }) => name) ?? []))];
}

/** A text that is told on when nobody types any more. */
function useTyped(text: string, onTyped: (text: string) => void): [string, (text: string) => void] {
  const [draft, setDraft] = useState(text);
  useEffect(() => setDraft(text), [text]);
  useEffect(() => {
    if (draft.trim() === text) return;
    const timer = setTimeout(() => onTyped(draft.trim()), TYPING_MS);
    return () => clearTimeout(timer);
  });
  return [draft, setDraft];
}
