import type { MeasuredNames } from '@neurohub/contracts/statistics-rest';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { useTranslation } from 'react-i18next';
import { fetchMeasuredNames, fetchMeasurement } from '../api/statistics-api.ts';
import type { Query } from '../store/scope.ts';
import { useAnswer } from '../store/use-answer.ts';
import { Answer } from './answer.tsx';
import { Definition } from './definition.tsx';
import { MeasurementFigures } from './measurement-figures.tsx';
import { MeasurementHistogram } from './measurement-histogram.tsx';
import { MeasurementOverTime } from './measurement-over-time.tsx';
import { MeasurementSlots } from './measurement-slots.tsx';
import classes from './statistics.module.css';
import { Choice } from './statistics-bar.tsx';
import type { StatisticsProps } from './yield-panel.tsx';

export interface MeasurementPanelProps extends StatisticsProps {
  readonly sequences: readonly string[];
  /** What is chosen stands in the address, so that a way back finds it. */
  readonly address: Query;
  readonly onChange: (address: Query) => void;
  readonly nameOf: (batchId: string) => string;
  readonly onOpen: (executionId: string) => void;
}

/** One measurement of one sequence: how it is spread, how capable the process is, over time, and by slot. */
export function MeasurementPanel(props: MeasurementPanelProps) {
  const { t } = useTranslation();
  const { sequences, address, query, onChange } = props;
  const wanted = address['of'] ?? query['sequence'];
  const sequence = sequences.find((name) => name === wanted) ?? sequences[0] ?? '';
  const names = useAnswer(fetchMeasuredNames, { sequence });
  return (
    <Panel title={t('statistics.measurement.title')}>
      <div className={classes['choices']}>
        {sequences.length > 1 && (
          <Choice
            label={t('statistics.sequence')}
            value={sequence}
            options={sequences.map((name) => [name, name])}
            onChange={(of) => onChange({ ...address, of, step: '', measurement: '' })}
          />
        )}
        <Answer of={names}>
          {({ measurements }) => <MeasurementChoice {...{ measurements, address, onChange }} />}
        </Answer>
      </div>
      {names.status === 'loaded' && <Chosen {...props} sequence={sequence} measurements={names.value.measurements} />}
      <Definition of="measurement" />
    </Panel>
  );
}

type Measurements = MeasuredNames['measurements'];

/** The one of the address, else the first. */
function chosenOf(measurements: Measurements, address: Query): Measurements[number] | undefined {
  return (
    measurements.find((one) => one.step === address['step'] && one.measurement === address['measurement']) ??
    measurements[0]
  );
}

function MeasurementChoice({
  measurements,
  address,
  onChange,
}: Pick<MeasurementPanelProps, 'address' | 'onChange'> & { measurements: Measurements }) {
  const { t } = useTranslation();
  const chosen = chosenOf(measurements, address);
  if (!chosen) return <p className={classes['note']}>{t('statistics.measurement.none')}</p>;
  return (
    <Choice
      label={t('statistics.measurement.measurement')}
      value={String(measurements.indexOf(chosen))}
      options={measurements.map(({ step, measurement }, index) => [String(index), `${step} · ${measurement}`])}
      onChange={(index) => {
        const { step = '', measurement = '' } = measurements[Number(index)] ?? {};
        onChange({ ...address, step, measurement });
      }}
    />
  );
}

function Chosen(props: MeasurementPanelProps & { sequence: string; measurements: Measurements }) {
  const chosen = chosenOf(props.measurements, props.address);
  return chosen && <Measured {...props} of={{ sequence: props.sequence, ...chosen }} />;
}

function Measured({
  query,
  news,
  nameOf,
  onOpen,
  of,
}: MeasurementPanelProps & { of: { sequence: string; step: string; measurement: string } }) {
  const { t } = useTranslation();
  const { sequence, step, measurement } = of;
  const asked = { ...query, sequence, step, measurement };
  const answer = useAnswer(fetchMeasurement, asked, news);
  return (
    <Answer of={answer}>
      {(statistics) =>
        statistics.spread.values === 0 ? (
          <p className={classes['note']}>{t('statistics.nothing')}</p>
        ) : (
          <div className={classes['measured']}>
            <MeasurementFigures statistics={statistics} />
            <MeasurementHistogram statistics={statistics} query={asked} />
            <MeasurementOverTime statistics={statistics} nameOf={nameOf} onOpen={onOpen} />
            {statistics.byBatch.length > 1 && <MeasurementSlots statistics={statistics} nameOf={nameOf} />}
          </div>
        )
      }
    </Answer>
  );
}
