import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const HEADING = '## Every failure, and its tests';
/** First and last of each run of numbers that have to be there. */
const NUMBERS = [
  [1, 59],
  [63, 64],
  [68, 75],
] as const;
const NOT_COVERED = 'not covered: ';

interface Row {
  number: number;
  /** What its last cell names, one by one. */
  entries: string[];
}

/** The rows of the table in docs/reliability.md. */
function rowsOf(page: string): Row[] {
  const [, section = ''] = page.split(HEADING);
  const [table = ''] = section.split('\n## ');
  return [...table.matchAll(/^\| (\d+) \| [^|]+ \| (.+) \|$/gm)].map(([, number, cell = '']) => ({
    number: Number(number),
    entries: cell.split('<br>'),
  }));
}

/** Why this entry is not true; null when it is. */
function problemOf(entry: string): string | null {
  if (entry.startsWith(NOT_COVERED)) return entry.length > NOT_COVERED.length ? null : 'says no reason';
  const [, path, title] = /^`([^`]+\.test\.ts)`: (.+)$/.exec(entry) ?? [];
  if (!path || !title) return 'is no test';
  return titlesOf(readFileSync(join(ROOT, path), 'utf8')).some((known) => known === title)
    ? null
    : 'there is no such title';
}

/** Titles of tests in a source: what `test` and `it` are called with first, or, after a table of cases, next. */
function titlesOf(source: string): string[] {
  const titles = source.matchAll(/(?:\b(?:test|it)(?:\.\w+)*|^\s*\]\)|\w\))\(\s*(['"`])((?:\\.|(?!\1).)+)\1/gm);
  // Behind the title may stand why the test is skipped here.
  return [...titles].map(([, , title = '']) => title.replace(/\$\{.*$/, '').replaceAll("\\'", "'"));
}

const rows = rowsOf(readFileSync(join(ROOT, 'docs/reliability.md'), 'utf8'));

it('the table of failures has every row once, in order', () => {
  const wanted = NUMBERS.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => first + i));
  expect(rows.map(({ number }) => number)).toEqual(wanted);
});

it('every test that the table of failures names is there under that title', () => {
  const wrong = rows.flatMap(({ number, entries }) =>
    entries.flatMap((entry) => {
      const problem = problemOf(entry);
      return problem ? [`row ${number}: ${entry} ${problem}`] : [];
    }),
  );
  expect(wrong).toEqual([]);
});

it('a title that is not there, a file that is none, and an empty reason are noticed', () => {
  const here = 'scripts/docs/failure-table.test.ts';
  expect(problemOf(`\`${here}\`: the table of failures has every row once, in order`)).toBeNull();
  expect(problemOf(`\`${here}\`: the table of failures`)).toBe('there is no such title');
  expect(problemOf('scripts: anything')).toBe('is no test');
  expect(problemOf(NOT_COVERED)).toBe('says no reason');
});
