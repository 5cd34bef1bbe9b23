/** Relative links of a page of Markdown, and what they can lead to. */

export interface PageLink {
  line: number;
  /** `../a.md`; `` is the page itself. */
  path: string;
  /** What stands behind `#`; `` without one. */
  anchor: string;
}

const withoutCode = (page: string) =>
  page
    .replace(/^( *)(```|~~~)[\s\S]*?^ *\2/gm, (block) => block.replace(/[^\n]/g, ' '))
    .replace(/`[^`\n]*`/g, (code) => ' '.repeat(code.length));

export function linksOf(page: string): PageLink[] {
  const text = withoutCode(page);
  return [...text.matchAll(/\]\((?<target>[^)\s]+)\)/g)].flatMap((match) => {
    const target = match.groups?.['target'] ?? '';
    if (/^[a-z]+:/.test(target)) return [];
    const [path = '', anchor = ''] = target.split('#');
    return [{ path, anchor, line: text.slice(0, match.index).split('\n').length }];
  });
}

/** The addresses of a page's headings, as GitHub makes them: small letters, no punctuation, `-1` for the second of the same. */
export function anchorsOf(page: string): Set<string> {
  const anchors = new Set<string>();
  const seen = new Map<string, number>();
  const text = page.replace(/^( *)(```|~~~)[\s\S]*?^ *\2/gm, '');
  for (const [, title = ''] of text.matchAll(/^#{1,6} +(.+?) *$/gm)) {
    const base = title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_\- ]/gu, '')
      .replaceAll(' ', '-');
    const count = seen.get(base) ?? 0;
    seen.set(base, count + 1);
    anchors.add(count === 0 ? base : `${base}-${count}`);
  }
  return anchors;
}
