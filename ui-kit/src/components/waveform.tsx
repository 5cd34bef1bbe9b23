import { useElementSize } from '@mantine/hooks';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../i18n/use-language.ts';
import { formatNumber, type Language, withUnit } from '../lib/format.ts';
import type { LimitLine, WaveformData } from '../lib/waveform-data.ts';
import { type PlotOf, plotsOf, shownX } from '../lib/waveform-plots.ts';
import { ActionButton } from './action-button.tsx';
import { useWaveformView } from './use-waveform-view.ts';
import classes from './waveform.module.css';
import { WaveformPlot } from './waveform-plot.tsx';
import { positionText, shownValue, WaveformReadout } from './waveform-readout.tsx';
import { WaveformRows } from './waveform-rows.tsx';

export interface WaveformProps {
  /** Of the measurement. */
  readonly name: string;
  readonly data: WaveformData;
  readonly lines?: readonly LimitLine[] | undefined;
}

const NO_LINES: readonly LimitLine[] = [];
const [ONE_PLOT_PX, OF_SEVERAL_PX] = [240, 170];

/**
 * A waveform to look into: its values at a cursor, parts of it as near as one likes, its bounds, and the same as a table. By mouse, by
 * touch (a tap, and buttons), and by keyboard (it is a slider). Load it lazily: it brings a library of its own.
 */
export function Waveform({ name, data, lines = NO_LINES }: WaveformProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { ref, width } = useElementSize();
  const [hasTable, setTable] = useState(false);
  const view = useWaveformView(data);
  const plots = useMemo(() => plotsOf(data), [data]);
  const x = useMemo(() => (data.isByPoint ? { divisor: 1, unit: '' } : shownX(data)), [data]);
  const xName = data.isByPoint ? t('waveform.points') : withUnit(data.x?.name ?? '', x.unit && `(${x.unit})`);
  const { cursor, span } = view;
  const place =
    cursor === null
      ? t('waveform.pointHint')
      : (positionText(data, cursor, language) ?? t('waveform.point', { number: formatNumber(cursor + 1, language) }));
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would draw a form where there is none
    <div className={classes['waveform']} data-testid="waveform" role="group" aria-label={t('waveform.of', { name })}>
      <div className={classes['tools']}>
        <WaveformReadout {...{ data, plots, cursor, place }} />
        <span className={classes['buttons']}>
          <ActionButton size="small" label={t('waveform.zoomIn')} onClick={() => view.zoom('in')}>
            +
          </ActionButton>
          <ActionButton
            size="small"
            label={t('waveform.zoomOut')}
            isDisabled={view.isWhole}
            onClick={() => view.zoom('out')}
          >
            −
          </ActionButton>
          <ActionButton size="small" isDisabled={view.isWhole} onClick={view.showAll}>
            {t('waveform.all')}
          </ActionButton>
          <ActionButton size="small" isOpen={hasTable} onClick={() => setTable(!hasTable)}>
            {t('waveform.table')}
          </ActionButton>
        </span>
      </div>
      <div
        ref={ref}
        className={classes['plots']}
        role="slider"
        tabIndex={0}
        aria-label={t('waveform.cursorOf', { name })}
        aria-valuemin={1}
        aria-valuemax={data.positions.length}
        aria-valuenow={(cursor ?? 0) + 1}
        aria-valuetext={cursor === null ? place : spokenText(data, plots, cursor, place, language)}
        onKeyDown={(event) => {
          const isCommand = event.ctrlKey || event.altKey || event.metaKey;
          if (isCommand || !view.press(event.key, event.shiftKey)) return;
          event.preventDefault();
          event.stopPropagation();
        }}
      >
        {width > 0 &&
          plots.map((plot) => (
            <div key={plot.axes.join()} className={classes['plot']}>
              <span className={classes['unit']} aria-hidden="true">
                {plot.unit}
              </span>
              <WaveformPlot
                {...{ data, plot, lines, span, width, divisor: x.divisor }}
                height={plots.length === 1 ? ONE_PLOT_PX : OF_SEVERAL_PX}
                at={cursor === null ? null : (data.positions[cursor] ?? null)}
                onSpan={view.show}
                onShowAll={view.showAll}
                onPoint={view.point}
              />
            </div>
          ))}
        <span className={classes['xName']} aria-hidden="true">
          {xName}
        </span>
      </div>
      {hasTable && <WaveformRows {...{ name, data, plots, span }} />}
    </div>
  );
}

/** What a screen reader says of the cursor. */
function spokenText(data: WaveformData, plots: readonly PlotOf[], cursor: number, place: string, language: Language) {
  const values = plots.flatMap((plot) =>
    plot.axes.map((axis) => `${data.y[axis]?.name} ${shownValue(data.y[axis]?.data[cursor], plot, language)}`),
  );
  return [place, ...values].join(', ');
}
