import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CLIENT_EVENTS, SERVER_EVENTS } from '@neurohub/contracts/events';
import { expect, it, onTestFinished } from 'vitest';
import { generatedPages, ROOT } from './generated-pages.ts';
import { readPublicSymbols } from './public-symbols.ts';

const pages = generatedPages();

it('what is generated is what would be generated now: run `node scripts/reference/write.ts`', () => {
  for (const [path, text] of Object.entries(pages)) expect(readFileSync(join(ROOT, path), 'utf8'), path).toBe(text);
  const files = readdirSync(join(ROOT, 'docs/reference')).map((name) => `docs/reference/${name}`);
  expect(files.sort()).toEqual(Object.keys(pages).sort());
});

it('names every event of the socket', () => {
  for (const name of [...Object.keys(CLIENT_EVENTS), ...Object.keys(SERVER_EVENTS)])
    expect(pages['docs/reference/socket.md']).toContain(`### ${name}\n`);
});

it('has the remarks of the contracts, and the fields of bodies', () => {
  const rest = pages['docs/reference/rest.md'];
  expect(rest).toContain('// the gravest first; empty when healthy');
  expect(rest).toMatch(/## POST \/api\/batches\/:id\/sequence\/start[\s\S]*?Body:\n\n```ts\n\{\n {2}dut: Dut;/);
});

it('finds what is public and has no docstring, and nothing else', async () => {
  const folder = await mkdtemp(join(ROOT, '.cache/reference-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const code = `export interface Told {
  /** Said. */
  a: string;
  b: string;
}
/** Said. */
export class Half {
  #hidden = 1;
  private own = this.#hidden;
  constructor(readonly given: number) {}
  tell() { return this.own; }
  /** @internal */
  inner() {}
}
`;
  await writeFile(join(folder, 'entry.ts'), code);
  const entry = join(folder, 'entry.ts').slice(ROOT.length + 1);
  const { undocumented, entries } = readPublicSymbols(ROOT, { it: entry });
  const places = undocumented.map((one) => one.replace(/^(\S+) .*:(\d+)\)$/, '$1 $2'));
  expect(places).toEqual(['Told 1', 'Told.b 4', 'Half.tell 11']);
  const half = entries.get('it')?.find(({ name }) => name === 'Half');
  expect(half?.members.map(({ signature }) => signature)).toEqual(['constructor(readonly given: number)', 'tell()']);
});
