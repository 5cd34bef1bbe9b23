import { useLanguage } from '../i18n/use-language.ts';
import { formatNumber, type Language, withUnit } from '../lib/format.ts';
import type { WaveformData } from '../lib/waveform-data.ts';
import { type PlotOf, shownX } from '../lib/waveform-plots.ts';
import classes from './waveform.module.css';
import { strokeOf } from './waveform-strokes.ts';

/** A value of a column as it is read; NaN and infinity are said. */
export function shownValue(
  value: number | undefined,
  { divisor, unit }: Omit<PlotOf, 'axes'>,
  language: Language,
): string {
  if (value === undefined) return '–';
  return Number.isFinite(value) ? withUnit(formatNumber(value / divisor, language), unit) : String(value);
}

/** Where a point lies: its x, or its number where x is not known. */
export function positionText(data: WaveformData, index: number, language: Language): string | undefined {
  return data.x && `${data.x.name} ${shownValue(data.x.data[index], shownX(data), language)}`;
}

interface WaveformReadoutProps {
  readonly data: WaveformData;
  readonly plots: readonly PlotOf[];
  readonly cursor: number | null;
  /** Where the cursor is, or how to get one. */
  readonly place: string;
}

/** The names of the axes beside their lines, and their values at the cursor. */
export function WaveformReadout({ data, plots, cursor, place }: WaveformReadoutProps) {
  const language = useLanguage();
  return (
    <ul className={`${classes['readout']} number`} data-testid="waveform-readout">
      <li className={classes['place']}>{place}</li>
      {plots.flatMap((plot) =>
        plot.axes.map((index) => (
          <li key={index}>
            <Line index={index} />
            <span>{data.y[index]?.name}</span>
            {cursor !== null && <b>{shownValue(data.y[index]?.data[cursor], plot, language)}</b>}
          </li>
        )),
      )}
    </ul>
  );
}

function Line({ index }: { index: number }) {
  const { token, dash } = strokeOf(index);
  return (
    <svg viewBox="0 0 28 8" width="28" height="8" aria-hidden="true" focusable="false">
      <path d="M0 4h28" fill="none" stroke={`var(${token})`} strokeWidth="3" strokeDasharray={dash?.join(' ')} />
    </svg>
  );
}
