/** docs/reference/sdk*.md: what a package can import, from the docstrings. */
import { type Docs, type PublicMember, type PublicSymbol, readPublicSymbols } from './public-symbols.ts';

const PACKAGE = '@neurohub/sequence-sdk';
const ENTRIES = {
  [PACKAGE]: 'sequence-sdk/src/index.ts',
  [`${PACKAGE}/testing`]: 'sequence-sdk/src/testing/index.ts',
  [`${PACKAGE}/simulator`]: 'sequence-sdk/src/simulator/index.ts',
};
const PAGES: Record<string, { file: string; about: string }> = {
  [PACKAGE]: {
    file: 'sdk.md',
    about:
      'For sequences and drivers: [write a sequence](../write-a-sequence.md), [write a driver](../write-a-driver.md). A `LocalizedText` is a text or `{ko, en}`, a `ScalarValue` a text, number or boolean, an `ErrorCode` one of [errors](errors.md); `Dut` and the records are those of [REST](rest.md#shapes).',
  },
  [`${PACKAGE}/testing`]: { file: 'sdk-testing.md', about: 'For tests: [test a sequence](../test-a-sequence.md).' },
  [`${PACKAGE}/simulator`]: {
    file: 'sdk-simulator.md',
    about: 'For simulated instruments: [test without hardware](../test-without-hardware.md).',
  },
};
/** Titles of what stands together, in this order; by folder of the SDK. */
const AREAS: Record<string, string> = {
  '': 'Sequences, drivers and their errors',
  contracts: 'Limits',
  series: 'Series',
  prompts: 'Prompts',
  manual: 'Manual commands',
  scpi: 'SCPI',
  modbus: 'Modbus TCP',
  opcua: 'OPC-UA',
  program: 'Programs',
  transport: 'Lines, frames and bytes',
  testing: 'Tests',
  simulator: 'Simulators',
};

/** By path below the project. @throws Error naming every public symbol without a docstring */
export function sdkPages(root: string): Record<string, string> {
  const { entries, undocumented } = readPublicSymbols(root, ENTRIES);
  if (undocumented.length > 0)
    throw new Error(`public and without a docstring:\n${undocumented.map((one) => `  ${one}`).join('\n')}`);
  const pages = [...entries].map(([entry, symbols]) => {
    const { file, about } = PAGES[entry] as { file: string; about: string };
    return [`docs/reference/${file}`, page(entry, about, symbols)];
  });
  return Object.fromEntries(pages);
}

function page(entry: string, about: string, symbols: readonly PublicSymbol[]): string {
  const ordered = Object.keys(AREAS).flatMap((area) => symbols.filter((symbol) => symbol.area === area));
  if (ordered.length !== symbols.length)
    throw new Error(`a title is missing for ${symbols.find(({ area }) => !(area in AREAS))?.area}`);
  const link = linker(ordered);
  const areas = Object.entries(AREAS).flatMap(([area, title]) => {
    const here = symbols.filter((symbol) => symbol.area === area);
    return here.length === 0 ? [] : [`## ${title}`, ...here.map((symbol) => section(symbol, link))];
  });
  return [`# ${entry}`, `Made from the docstrings by \`node scripts/reference/write.ts\`. ${about}`, ...areas]
    .join('\n\n')
    .concat('\n');
}

type Link = (text: string) => string;

/** `{@link X}` as a link where X is on the page. A heading's address is its text in small letters; the second of the same gets a -1. */
function linker(symbols: readonly PublicSymbol[]): Link {
  const seen = new Map<string, number>();
  for (const area of Object.values(AREAS)) seen.set(slug(area), 1);
  const addresses = new Map<string, string>();
  for (const { name } of symbols) {
    const base = slug(name);
    const count = seen.get(base) ?? 0;
    seen.set(base, count + 1);
    addresses.set(name, count === 0 ? base : `${base}-${count}`);
  }
  return (text) =>
    text.replace(/\{@link\s+([\w.]+)\s*\}/g, (_, target: string) => {
      const address = addresses.get(target.split('.')[0] ?? '');
      return address === undefined ? `\`${target}\`` : `[\`${target}\`](#${address})`;
    });
}

const slug = (title: string) =>
  title
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');

function section({ name, signature, docs, members }: PublicSymbol, link: Link): string {
  const rows = members.map((member) => row(member, link));
  const table = rows.length === 0 ? [] : [['| | |', '|---|---|', ...rows].join('\n')];
  const texts = [docs.text, ...tagLines(docs)].filter(Boolean).map(link);
  return [`### ${name}`, `\`\`\`ts\n${signature}\n\`\`\``, texts.join('\n\n'), ...table].join('\n\n');
}

function row({ signature, docs }: PublicMember, link: Link): string {
  const texts = [docs.text, ...tagLines(docs)].filter(Boolean).map(link);
  return `| \`${cell(signature)}\` | ${cell(texts.join('<br>'))} |`;
}

/** In a table a bar ends the cell, in code too, and everything stands in one line. */
const cell = (text: string) => text.replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|');

function tagLines({ tags }: Docs): string[] {
  return tags.map(({ name, text }) => {
    if (name === 'example') return `\`\`\`ts\n${text.trim()}\n\`\`\``;
    const [subject = '', ...rest] = text.split(' ');
    if (name === 'param') return `*${subject}*: ${rest.join(' ').replace(/^- /, '')}`;
    return `*${name}* ${text}`;
  });
}
