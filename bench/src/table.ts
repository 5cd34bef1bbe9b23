import { type Figure, meetsAim, ratioOf, type Skip } from './figure.ts';

const HEADINGS = ['what', 'unit', 'p50', 'p95', 'p99', 'min', 'max', 'n', '× baseline', 'aim'];

/** The figures as a table that people read on a terminal and Markdown takes as it is. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => rowOf(figure, figures));
  const widths = HEADINGS.map((heading, column) =>
    Math.max(...[HEADINGS, ...rows].map((row) => (row[column] ?? heading).length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => (i < 2 || i === 9 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join(' | ')} |`;
  const rule = `|${widths.map((width, i) => (i < 2 || i === 9 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  return [line(HEADINGS), rule, ...rows.map(line)].join('\n');
}

/** What is missing in the table, and why. */
export function skipsText(skips: readonly Skip[]): string {
  if (skips.length === 0) return 'nothing was left out';
  return [`left out: ${skips.length}`, ...skips.map(({ id, reason }) => `  ${id}: ${reason}`)].join('\n');
}

function rowOf(figure: Figure, all: readonly Figure[]): string[] {
  const { title, unit, summary, baseline } = figure;
  const ratio = ratioOf(figure, all);
  const numbers = [summary.p50, summary.p95, summary.p99, summary.min, summary.max].map(short);
  return [
    title,
    unit,
    ...numbers,
    String(summary.n),
    ratio === null ? '' : `${short(ratio)} ${baseline}`,
    aimText(figure),
  ];
}

function aimText(figure: Figure): string {
  const { aim } = figure;
  if (!aim) return '';
  const limit = 'atMost' in aim ? `≤ ${aim.atMost}` : `≥ ${aim.atLeast}`;
  return `${aim.of} ${limit}: ${meetsAim(figure) ? 'met' : 'NOT met'}`;
}

/** Three digits that count. */
export function short(value: number): string {
  if (value === 0 || Math.abs(value) >= 100) return value.toFixed(0);
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}
