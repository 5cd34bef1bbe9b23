import { VERDICTS } from '@neurohub/contracts/vocabulary';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { VerdictIcon } from '@neurohub/ui-kit/components/verdict-icon';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type FilterKey, PERIODS, type Period, periodOf, toggled, withKey } from '../lib/result-filter.ts';
import { Choice, Field } from './field.tsx';
import classes from './filter-bar.module.css';

export interface FilterBarProps {
  readonly filter: URLSearchParams;
  readonly onFilter: (filter: URLSearchParams) => void;
  readonly stations: readonly { readonly id: string; readonly name: string }[];
  readonly sequences: readonly string[];
  /** Where nothing is said. */
  readonly period: Period;
  /** Single results are meant: verdict, mode and serial number can be chosen. */
  readonly isOfResults?: boolean;
}

const MORE: readonly FilterKey[] = ['batch', 'lot', 'partNumber', 'mode', 'simulated'];

/** Which results are meant. The ones that are seldom needed come into view when they are asked for, or in use. */
export function FilterBar(props: FilterBarProps) {
  const { filter, onFilter, stations, sequences, isOfResults = false } = props;
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(MORE.some((key) => filter.has(key)));
  const set = (key: FilterKey) => (value: string) => onFilter(withKey(filter, key, value));
  const period = periodOf(filter, props.period);
  return (
    <search className={classes['bar']} aria-label={t('filter.title')}>
      {isOfResults && (
        <Field
          label={t('filter.serial')}
          hint={t('filter.serialHint')}
          type="search"
          value={filter.get('serial') ?? ''}
          onText={set('serial')}
        />
      )}
      <Choice
        label={t('filter.station')}
        value={filter.get('station') ?? ''}
        onChoice={set('station')}
        options={[
          { value: '', text: t('filter.all') },
          ...stations.map(({ id, name }) => ({ value: id, text: name === id ? id : `${name} (${id})` })),
        ]}
      />
      <Field
        label={t('filter.sequence')}
        type="search"
        value={filter.get('sequence') ?? ''}
        onText={set('sequence')}
        suggestions={sequences}
      />
      <Choice
        label={t('filter.period')}
        value={period}
        onChoice={set('period')}
        options={PERIODS.map((value) => ({ value, text: t(`filter.periods.${value}`) }))}
      />
      {period === 'custom' && (
        <>
          <Field label={t('filter.from')} type="date" value={filter.get('from') ?? ''} onText={set('from')} />
          <Field label={t('filter.to')} type="date" value={filter.get('to') ?? ''} onText={set('to')} />
        </>
      )}
      {isOfResults && <Verdicts chosen={filter.get('verdict')} onChoice={set('verdict')} />}
      {isOpen && <MoreFields {...props} set={set} />}
      <span className={classes['buttons']}>
        <ActionButton size="small" onClick={() => setOpen(!isOpen)}>
          {t(isOpen ? 'filter.fewer' : 'filter.more')}
        </ActionButton>
        {filter.size > 0 && (
          <ActionButton size="small" onClick={() => onFilter(new URLSearchParams())}>
            {t('filter.clear')}
          </ActionButton>
        )}
      </span>
    </search>
  );
}

type Setter = (key: FilterKey) => (value: string) => void;

function MoreFields({ filter, isOfResults, set }: FilterBarProps & { set: Setter }): ReactNode {
  const { t } = useTranslation();
  return (
    <>
      <Field label={t('filter.batch')} value={filter.get('batch') ?? ''} onText={set('batch')} />
      <Field label={t('filter.lot')} value={filter.get('lot') ?? ''} onText={set('lot')} />
      <Field label={t('filter.partNumber')} value={filter.get('partNumber') ?? ''} onText={set('partNumber')} />
      {isOfResults === true && (
        <>
          <Choice
            label={t('filter.mode')}
            value={filter.get('mode') ?? ''}
            onChoice={set('mode')}
            options={[
              { value: '', text: t('filter.all') },
              { value: 'production', text: t('mode.production') },
              { value: 'debug', text: t('mode.debug') },
            ]}
          />
          <Choice
            label={t('filter.simulated')}
            value={filter.get('simulated') ?? ''}
            onChoice={set('simulated')}
            options={[
              { value: '', text: t('filter.simulatedToo') },
              { value: '0', text: t('filter.realOnly') },
            ]}
          />
        </>
      )}
    </>
  );
}

function Verdicts({ chosen, onChoice }: { chosen: string | null; onChoice: (list: string) => void }) {
  const { t } = useTranslation();
  const list = (chosen ?? '').split(',');
  return (
    <fieldset className={classes['verdicts']}>
      <legend>{t('filter.verdict')}</legend>
      <div>
        {VERDICTS.map((verdict) => (
          <button
            key={verdict}
            type="button"
            aria-pressed={list.includes(verdict)}
            onClick={() => onChoice(toggled(chosen, verdict))}
          >
            <VerdictIcon verdict={verdict} />
            {t(`verdict.word.${verdict}`)}
          </button>
        ))}
      </div>
    </fieldset>
  );
}
