/** A series as a picture of vectors, the same in HTML and PDF. Only numbers and escaped texts get into it. */
import { escapeMarkup } from './escape-markup.ts';
import { numberText } from './report-format.ts';

export interface PlotColumn {
  name: string;
  unit?: string | undefined;
  values: ArrayLike<number>;
}

const WIDTH = 520;
const HEIGHT = 150;
const LEFT = 58;
const BOTTOM = 22;
const TOP = 16;
/** Distinct in grey as well. */
const COLOURS = ['#1c5fa8', '#c2410c', '#2f7d32', '#7b3fa0', '#8a6d00', '#0f766e', '#a61e4d', '#5f6368'];
const COLUMNS = 450;

export function plotSeries(x: PlotColumn, ys: readonly PlotColumn[]): string {
  const [xs, all] = [rangeOf([x.values]), rangeOf(ys.map(({ values }) => values))];
  if (!xs || !all) return '';
  const [right, below] = [WIDTH - 6, HEIGHT - BOTTOM];
  const place = {
    x: (value: number) => LEFT + ((value - xs.low) / (xs.high - xs.low)) * (right - LEFT),
    y: (value: number) => below - ((value - all.low) / (all.high - all.low)) * (below - TOP),
  };
  const lines = ys.map(({ values }, index) => {
    const points = thinned(x.values, values).map(([at, value]) => `${fixed(place.x(at))},${fixed(place.y(value))}`);
    return `<polyline fill="none" stroke="${COLOURS[index % COLOURS.length]}" stroke-width="0.8" points="${points.join(' ')}"/>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}">`,
    `<rect x="${LEFT}" y="${TOP}" width="${right - LEFT}" height="${below - TOP}" fill="none" stroke="#b5bac1" stroke-width="0.6"/>`,
    ...ticks(all).map((value) => yTick(value, place.y(value), right)),
    ...ticks(xs).map((value) => text(place.x(value), HEIGHT - 12, 'middle', numberText(value))),
    text((LEFT + right) / 2, HEIGHT - 2, 'middle', labelOf(x)),
    ...ys.map((y, i) => text(LEFT + i * 90, TOP - 5, 'start', labelOf(y), COLOURS[i % COLOURS.length])),
    ...lines,
    '</svg>',
  ].join('');
}

const labelOf = ({ name, unit }: PlotColumn) => (unit ? `${name} (${unit})` : name);
/** Differences of larger ones may be more than a number can hold. */
const isDrawable = (value: number | undefined) => value !== undefined && Math.abs(value) <= 1e300;
const fixed = (value: number) => value.toFixed(1);

function yTick(value: number, y: number, right: number): string {
  const line = `<line x1="${LEFT}" x2="${right}" y1="${fixed(y)}" y2="${fixed(y)}" stroke="#e3e6ea" stroke-width="0.5"/>`;
  return line + text(LEFT - 4, y + 3, 'end', numberText(value));
}

function text(x: number, y: number, anchor: string, words: string, colour = '#44484f'): string {
  return `<text x="${fixed(x)}" y="${fixed(y)}" font-size="8" text-anchor="${anchor}" fill="${colour}">${escapeMarkup(words)}</text>`;
}

interface Range {
  low: number;
  high: number;
}

/** Null when nothing is finite. Never of width 0. */
function rangeOf(columns: readonly ArrayLike<number>[]): Range | null {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const column of columns)
    for (let i = 0; i < column.length; i += 1) {
      const value = column[i] as number;
      if (!isDrawable(value)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  if (low > high) return null;
  const room = low === high ? Math.abs(low) * 0.01 || 1 : 0;
  return { low: low - room, high: high + room };
}

/** Three to seven round numbers inside. */
function ticks({ low, high }: Range): number[] {
  const least = (high - low) / 6;
  // So close to each other that a step between them is none.
  if (least < 1e-300) return [];
  const power = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((one) => one >= least) ?? least;
  const first = Math.ceil(low / step);
  const count = Math.max(0, Math.min(7, Math.floor(high / step) - first + 1));
  // By whole numbers: sums of steps would be 0.30000000000000004.
  return Array.from({ length: count }, (_, i) => (first + i) * step);
}

/** The lowest and the highest point of each stretch: a peak of one point among 100,000 is seen. By place, for x may go back and forth. */
function thinned(xs: ArrayLike<number>, ys: ArrayLike<number>): [number, number][] {
  const stretch = Math.max(1, Math.ceil(xs.length / COLUMNS));
  const kept: [number, number][] = [];
  for (let begin = 0; begin < xs.length; begin += stretch) {
    let [least, most] = [-1, -1];
    for (let i = begin; i < Math.min(xs.length, begin + stretch); i += 1) {
      if (!isDrawable(xs[i]) || !isDrawable(ys[i])) continue;
      if (least < 0 || (ys[i] as number) < (ys[least] as number)) least = i;
      if (most < 0 || (ys[i] as number) > (ys[most] as number)) most = i;
    }
    if (least < 0) continue;
    for (const i of new Set([Math.min(least, most), Math.max(least, most)]))
      kept.push([xs[i] as number, ys[i] as number]);
  }
  return kept;
}
