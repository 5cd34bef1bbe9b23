import type { MeasuredNames } from '@neurohub/contracts/statistics-rest';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatNumber, withUnit } from '@neurohub/ui-kit/lib/format';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fetchMeasuredNames, fetchMeasurement } from '../api/statistics-api.ts';
import { useAnswer } from '../store/use-answer.ts';
import { Answer } from './answer.tsx';
import { Figures } from './figures.tsx';
import { ControlChart, Histogram } from './measurement-pictures.tsx';
import classes from './statistics.module.css';
import type { StatisticsProps } from './yield-panel.tsx';

/** One measurement of one sequence: how it is spread, how capable, and over time. */
export function MeasurementPanel({ query, news, sequences }: StatisticsProps & { sequences: readonly string[] }) {
  const { t } = useTranslation();
  const [sequence, setSequence] = useState(sequences[0] ?? '');
  const names = useAnswer(fetchMeasuredNames, { sequence });
  return (
    <Panel title={t('statistics.measurement.title')}>
      <Answer of={names}>
        {({ measurements }) => (
          <Chosen {...{ query, news, sequence, sequences, measurements, onSequence: setSequence }} key={sequence} />
        )}
      </Answer>
    </Panel>
  );
}

interface ChosenProps extends StatisticsProps {
  readonly sequence: string;
  readonly sequences: readonly string[];
  readonly measurements: MeasuredNames['measurements'];
  readonly onSequence: (name: string) => void;
}

function Chosen({ query, news, sequence, sequences, measurements, onSequence }: ChosenProps) {
  const { t } = useTranslation();
  const [index, setIndex] = useState(0);
  const chosen = measurements[index];
  return (
    <>
      <div className={classes['choices']}>
        <label>
          {t('statistics.measurement.sequence')}
          <select value={sequence} onChange={(event) => onSequence(event.currentTarget.value)}>
            {sequences.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        {measurements.length > 0 && (
          <label>
            {t('statistics.measurement.measurement')}
            <select value={index} onChange={(event) => setIndex(Number(event.currentTarget.value))}>
              {measurements.map(({ step, measurement }, i) => (
                <option key={`${step} ${measurement}`} value={i}>
                  {`${step}: ${measurement}`}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      {chosen ? (
        <Distribution news={news} query={{ ...query, sequence, step: chosen.step, measurement: chosen.measurement }} />
      ) : (
        <p className={classes['note']}>{t('statistics.measurement.none')}</p>
      )}
    </>
  );
}

function Distribution({ query, news }: StatisticsProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const answer = useAnswer(fetchMeasurement, query, news);
  return (
    <Answer of={answer}>
      {(statistics) => {
        const { spread, capability, unit, missed, limitsChanged, isTruncated, considered, low, high } = statistics;
        const number = (value: number | null) =>
          value === null ? '–' : formatNumber(Number(value.toPrecision(4)), language);
        const measured = (value: number | null) => (value === null ? '–' : withUnit(number(value), unit));
        return (
          <>
            <Figures
              items={[
                [t('statistics.measurement.values'), number(spread.values)],
                [t('statistics.measurement.missed'), number(missed)],
                [t('statistics.measurement.limits'), `${number(low)} … ${measured(high)}`],
                [t('statistics.measurement.mean'), measured(spread.mean)],
                [t('statistics.measurement.deviation'), measured(spread.deviation)],
                ['Cp', number(capability.cp)],
                ['Cpk', number(capability.cpk)],
                ['Pp', number(capability.pp)],
                ['Ppk', number(capability.ppk)],
              ]}
            />
            {limitsChanged && <p className={classes['note']}>{t('statistics.measurement.limitsChanged')}</p>}
            {isTruncated && <p className={classes['note']}>{t('statistics.measurement.truncated', { considered })}</p>}
            <div className={classes['pictures']}>
              <Histogram statistics={statistics} />
              <ControlChart statistics={statistics} />
            </div>
          </>
        );
      }}
    </Answer>
  );
}
