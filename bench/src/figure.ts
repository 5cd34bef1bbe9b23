import { type Summary, summarise } from './statistics.ts';

export type Unit = 'µs' | 'ms' | 'KB' | 'MB' | 'steps/s' | 'per step' | 'results/s' | 'rows/s' | 'tasks' | '%';

/** What a figure is meant to stay under, or to reach. */
export type Aim = { of: 'p50' | 'p95' | 'p99' } & ({ atMost: number } | { atLeast: number });

/** One line of the table. */
export interface Figure {
  id: string;
  title: string;
  unit: Unit;
  summary: Summary;
  /** Id of the figure of the same run that this one is compared with, by median. */
  baseline?: string;
  aim?: Aim;
}

/** Something that could not be measured here, and why. Counted and printed: an empty place never looks like a good figure. */
export interface Skip {
  id: string;
  reason: string;
}

export type FigureDraft = Omit<Figure, 'summary'> & { samples: readonly number[] };

export function figureOf({ samples, ...rest }: FigureDraft): Figure {
  return { ...rest, summary: summarise(samples) };
}

/** Null for a figure without an aim. */
export function meetsAim({ aim, summary }: Figure): boolean | null {
  if (!aim) return null;
  return 'atMost' in aim ? summary[aim.of] <= aim.atMost : summary[aim.of] >= aim.atLeast;
}

/** How many times its baseline a figure is, by median; null without one. */
export function ratioOf(figure: Figure, all: readonly Figure[]): number | null {
  const baseline = all.find(({ id }) => id === figure.baseline);
  return baseline ? figure.summary.p50 / baseline.summary.p50 : null;
}
