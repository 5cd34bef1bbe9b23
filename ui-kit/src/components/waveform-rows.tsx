import { useTranslation } from 'react-i18next';
import { useLanguage } from '../i18n/use-language.ts';
import { formatNumber, withUnit } from '../lib/format.ts';
import type { Span, WaveformData } from '../lib/waveform-data.ts';
import { type PlotOf, shownX } from '../lib/waveform-plots.ts';
import { waveformRows } from '../lib/waveform-table.ts';
import classes from './waveform.module.css';
import { shownValue } from './waveform-readout.tsx';

interface WaveformRowsProps {
  readonly name: string;
  readonly data: WaveformData;
  readonly plots: readonly PlotOf[];
  readonly span: Span;
}

/** What is shown, as a table. */
export function WaveformRows({ name, data, plots, span }: WaveformRowsProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const columns = plots.flatMap((plot) => plot.axes.map((index) => ({ plot, index })));
  const x = data.isByPoint ? { divisor: 1, unit: '' } : shownX(data);
  const xName = data.isByPoint ? t('waveform.points') : (data.x?.name ?? '');
  const range = (from: string, to: string) => (from === to ? from : `${from} … ${to}`);
  const plain = (value: number, divisor: number) => formatNumber(value / divisor, language);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region must be reachable by keyboard
    <section className={classes['rows']} aria-label={t('waveform.tableOf', { name })} tabIndex={0}>
      <table className="number">
        <thead>
          <tr>
            <th scope="col">{withUnit(xName, x.unit && `(${x.unit})`)}</th>
            {columns.map(({ index }) => (
              <th key={index} scope="col">
                {data.y[index]?.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {waveformRows(data, span).map(({ from, to, values }) => (
            <tr key={from}>
              <th scope="row">{range(plain(from, x.divisor), plain(to, x.divisor))}</th>
              {columns.map(({ plot, index }) => {
                const { low, high } = values[index] ?? { low: undefined, high: undefined };
                const [lowest, highest] = [shownValue(low, plot, language), shownValue(high, plot, language)];
                return <td key={index}>{range(lowest, highest)}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
