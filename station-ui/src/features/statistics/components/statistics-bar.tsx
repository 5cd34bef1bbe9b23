import { PERIODS } from '@neurohub/contracts/statistics-rest';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { useTranslation } from 'react-i18next';
import { periodNameOf, type Query } from '../store/scope.ts';
import classes from './statistics.module.css';

export interface StatisticsBarProps {
  readonly address: Query;
  readonly onChange: (address: Query) => void;
  readonly slots: readonly { readonly id: string; readonly name: string }[];
  readonly sequences: readonly string[];
}

/** Of when, of which slot and sequence. */
export function StatisticsBar({ address, onChange, slots, sequences }: StatisticsBarProps) {
  const { t } = useTranslation();
  const chosen = periodNameOf(address);
  const { period: _, from, to, ...rest } = address;
  return (
    <div className={classes['bar']}>
      <fieldset className={classes['periods']}>
        <legend className="visually-hidden">{t('statistics.period')}</legend>
        {PERIODS.map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={name === chosen}
            onClick={() => onChange({ ...rest, period: name })}
          >
            {t(`statistics.periods.${name}`)}
          </button>
        ))}
        <button
          type="button"
          aria-pressed={chosen === 'custom'}
          onClick={() => onChange({ ...rest, from: from ?? today(), to: to ?? today() })}
        >
          {t('statistics.periods.custom')}
        </button>
      </fieldset>
      <div className={classes['choices']}>
        {chosen === 'custom' &&
          (['from', 'to'] as const).map((end) => (
            <label key={end}>
              {t(`statistics.${end}`)}
              <input
                type="date"
                value={address[end] ?? ''}
                onChange={(event) => onChange({ ...address, [end]: event.currentTarget.value || today() })}
              />
            </label>
          ))}
        {slots.length > 1 && (
          <Choice
            label={t('statistics.slots.slot')}
            all={t('results.allSlots')}
            value={address['batch'] ?? ''}
            options={slots.map(({ id, name }) => [id, name])}
            onChange={(batch) => onChange({ ...address, batch })}
          />
        )}
        {sequences.length > 1 && (
          <Choice
            label={t('statistics.sequence')}
            all={t('statistics.allSequences')}
            value={address['sequence'] ?? ''}
            options={sequences.map((name) => [name, name])}
            onChange={(sequence) => onChange({ ...address, sequence, step: '', measurement: '' })}
          />
        )}
        <span className={classes['print']}>
          <ActionButton size="small" onClick={() => window.print()}>
            {t('statistics.print')}
          </ActionButton>
        </span>
      </div>
    </div>
  );
}

export interface ChoiceProps {
  readonly label: string;
  /** Nothing chosen. Absent: something always is. */
  readonly all?: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, text: string])[];
  readonly onChange: (value: string) => void;
}

export function Choice({ label, all, value, options, onChange }: ChoiceProps) {
  return (
    <label>
      {label}
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {all !== undefined && <option value="">{all}</option>}
        {options.map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

function today(): string {
  const now = new Date();
  const two = (value: number) => String(value).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
