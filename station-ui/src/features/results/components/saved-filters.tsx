import type { SavedFilter } from '@neurohub/contracts/saved-filters-rest';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { problemOf } from '@neurohub/ui-kit/lib/rest-client';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fetchFilters, type ResultsSearch, removeFilter, saveFilter } from '../api/explorer-api.ts';
import classes from './explorer.module.css';

export interface SavedFiltersProps {
  readonly search: ResultsSearch;
  readonly mayKeep: boolean;
  readonly onTake: (search: ResultsSearch) => void;
}

/** Searches that were kept under a name. */
export function SavedFilters({ search, mayKeep, onTake }: SavedFiltersProps) {
  const { t } = useTranslation();
  const [filters, setFilters] = useState<readonly SavedFilter[]>([]);
  const [name, setName] = useState('');
  const [problem, setProblem] = useState<{ code: string; message: string } | null>(null);
  const settle = useCallback((answer: Promise<SavedFilter[]>) => {
    setProblem(null);
    answer.then(setFilters, (thrown) => setProblem(problemOf(thrown)));
  }, []);
  useEffect(() => settle(fetchFilters()), [settle]);
  const chosen = filters.find((filter) => filter.name === name.trim());
  return (
    <div className={classes['kept']}>
      {problem && <ProblemBox code={problem.code} message={problem.message} />}
      {filters.map((filter) => (
        <ActionButton
          key={filter.name}
          size="small"
          onClick={() => {
            setName(filter.name);
            onTake(filter.query);
          }}
        >
          {filter.name}
        </ActionButton>
      ))}
      {mayKeep && (
        <details className={classes['more']}>
          <summary>{t('explorer.keepThis')}</summary>
          <div className={classes['keep']}>
            <label>
              {t('explorer.filterName')}
              <input value={name} maxLength={60} onChange={(event) => setName(event.currentTarget.value)} />
            </label>
            <ActionButton
              size="small"
              isDisabled={!name.trim()}
              onClick={() => settle(saveFilter(name.trim(), search))}
            >
              {t('explorer.keep')}
            </ActionButton>
            {chosen && (
              <ActionButton size="small" onClick={() => settle(removeFilter(chosen.name))}>
                {t('explorer.forget')}
              </ActionButton>
            )}
          </div>
        </details>
      )}
    </div>
  );
}
