/** Every chart, loaded when it is first shown: the library that draws them is larger than a page. */
import { lazy } from 'react';

const times = () => import('./time-charts.tsx');

export const YieldChart = lazy(async () => ({ default: (await times()).YieldChart }));
export const ColumnChart = lazy(async () => ({ default: (await times()).ColumnChart }));
export const TimeChart = lazy(async () => ({ default: (await times()).TimeChart }));
export const HistogramChart = lazy(async () => ({ default: (await import('./histogram-chart.tsx')).HistogramChart }));
export const ControlChart = lazy(async () => ({ default: (await import('./control-chart.tsx')).ControlChart }));
