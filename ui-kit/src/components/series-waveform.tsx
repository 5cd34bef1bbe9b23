import type { AggregationRecord, Series } from '@neurohub/contracts/record';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Loaded, settle } from '../lib/loaded.ts';
import { RestError, requestBytes } from '../lib/rest-client.ts';
import { limitLines, previewOf, type WaveformData, waveformOf } from '../lib/waveform-data.ts';
import { ProblemBox } from './problem-box.tsx';
import classes from './waveform.module.css';
import { Waveform } from './waveform.tsx';

export interface SeriesWaveformProps {
  readonly name: string;
  readonly series: Series;
  readonly aggregations: readonly AggregationRecord[];
  /** Where its values are, as float64; absent: there is only its preview. */
  readonly url?: string | undefined;
}

/** The waveform of a series: its preview at once, all of its values as soon as they are here. */
export function SeriesWaveform({ name, series, aggregations, url }: SeriesWaveformProps) {
  const { t } = useTranslation();
  const loaded = useValues(series, url);
  const preview = useMemo(() => previewOf(series), [series]);
  const lines = useMemo(() => limitLines(aggregations), [aggregations]);
  const values = loaded?.status === 'loaded' ? loaded.value : undefined;
  const note = url === undefined ? 'waveform.previewOnly' : 'waveform.loading';
  return (
    <div className={classes['series']}>
      <Waveform key={values ? 'values' : 'preview'} name={name} data={values ?? preview} lines={lines} />
      {loaded?.status === 'failed' && <ProblemBox code={loaded.code} message={loaded.message} />}
      {!values && loaded?.status !== 'failed' && <p className={classes['note']}>{t(note)}</p>}
    </div>
  );
}

/** Fetched once for each series: what is stored under a hash never changes. */
function useValues(series: Series, url: string | undefined): Loaded<WaveformData> | undefined {
  const [loaded, setLoaded] = useState<Loaded<WaveformData>>({ status: 'loading' });
  const { hash } = series;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the hash is the series
  useEffect(() => {
    if (url === undefined) return;
    const leaving = new AbortController();
    setLoaded({ status: 'loading' });
    void settle(fetchValues(series, url, leaving.signal)).then((settled) => {
      if (!leaving.signal.aborted) setLoaded(settled);
    });
    return () => leaving.abort();
  }, [hash, url]);
  return url === undefined ? undefined : loaded;
}

async function fetchValues(series: Series, url: string, signal: AbortSignal): Promise<WaveformData> {
  const data = waveformOf(series, await requestBytes(url, signal));
  if (!data) throw new RestError('BAD_ANSWER', url);
  return data;
}
