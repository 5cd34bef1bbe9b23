import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, it } from 'vitest';
import { anchorsOf, linksOf } from './page-links.ts';

const ROOT = join(import.meta.dirname, '../..');
const PAGES = ['*.md', 'docs/**/*.md', 'sequences/*/README.md', 'simulators/**/README.md'];
const pages = PAGES.flatMap((pattern) => globSync(pattern, { cwd: ROOT }));
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** What is wrong with the links of a page, by line. */
const brokenLinks = (page: string): string[] =>
  linksOf(read(page)).flatMap(({ path, anchor, line }) => {
    const target = path === '' ? page : relative(ROOT, join(ROOT, dirname(page), path));
    if (!existsSync(join(ROOT, target))) return [`${page}:${line} there is no ${target}`];
    const isMissing = anchor !== '' && !anchorsOf(read(target)).has(anchor);
    return isMissing ? [`${page}:${line} ${target} has no heading #${anchor}`] : [];
  });

it('finds links outside of code, and headings as they are addressed', () => {
  const page =
    '# A `b` c\n[x](y.md#z) ![i](i.png) [out](https://x.y)\n```ts\n# no\n[n](n.md)\n```\n`[n](n.md)` [me](#a-b-c)\n## A b c\n';
  expect(linksOf(page).map(({ path, anchor, line }) => [path, anchor, line])).toEqual([
    ['y.md', 'z', 2],
    ['i.png', '', 2],
    ['', 'a-b-c', 7],
  ]);
  expect([...anchorsOf(page)]).toEqual(['a-b-c', 'a-b-c-1']);
});

it('every link of the documentation leads somewhere', () => {
  expect(pages.length).toBeGreaterThan(25);
  expect(pages.flatMap((page) => linksOf(read(page))).length).toBeGreaterThan(150);
  expect(pages.flatMap(brokenLinks)).toEqual([]);
});

it('every page of docs/ can be reached from the readme, in both languages', () => {
  for (const readme of ['README.md', 'README.ko.md']) {
    const linked = new Set(linksOf(read(readme)).map(({ path }) => path));
    expect(
      globSync('docs/**/*.md', { cwd: ROOT }).filter((page) => !linked.has(page)),
      readme,
    ).toEqual([]);
  }
});

it('the readme has the same links and the same code in both languages', () => {
  const targets = (page: string) =>
    linksOf(read(page))
      .map(({ path }) => path)
      .filter((path) => !/^README|images/.test(path))
      .sort();
  expect(targets('README.ko.md')).toEqual(targets('README.md'));
  const code = (page: string) =>
    [...read(page).matchAll(/```(?:sh|ts)\n([\s\S]*?)```/g)].map(([, text = '']) => text.replace(/ *(\/\/|#) .*/g, ''));
  expect(code('README.ko.md')).toEqual(code('README.md'));
});
