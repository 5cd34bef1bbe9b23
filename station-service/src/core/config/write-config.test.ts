import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepConfig, writeConfig } from './write-config.ts';

const TEXTS = ['a', 'b', 'c'].map((letter) => `${letter.repeat(79)}\n`.repeat(2000));
const MODULE = pathToFileURL(join(import.meta.dirname, 'write-config.ts')).href;
let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'write-config-'));
  file = join(folder, 'station.yaml');
  await writeFile(file, TEXTS[0] ?? '');
});
afterEach(() => rm(folder, { recursive: true }));

test('whoever reads the file while it is written finds one whole text, also after the writer was killed', async () => {
  const script = `const { writeConfig } = await import('${MODULE}');
    const texts = ['a', 'b', 'c'].map((letter) => (letter.repeat(79) + '\\n').repeat(2000));
    for (let n = 0; ; n += 1) { await writeConfig('${file}', texts[n % 3]); if (n === 3) console.log('writes'); }`;
  for (let kill = 0; kill < 5; kill += 1) {
    const writer = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(writer, 'exit');
    await once(writer.stdout, 'data');
    for (let read = 0; read < 20 + kill; read += 1) expect(TEXTS).toContain(await readFile(file, 'utf8'));
    writer.kill('SIGKILL');
    await ended;
    expect(TEXTS).toContain(await readFile(file, 'utf8'));
  }
});

test('what cannot be written is said, and the file is as it was', async () => {
  const lost = join(folder, 'none', 'station.yaml');
  await expect(writeConfig(lost, 'x')).rejects.toEqual(expect.objectContaining({ code: 'FILE_ACCESS' }));
  await rm(file);
  await expect(writeConfig(file, 'x')).rejects.toEqual(expect.objectContaining({ code: 'FILE_ACCESS' }));
  expect(await readdir(folder)).toEqual([]);
});

/** Only root may give a file to somebody else. */
test.skipIf(process.getuid?.() !== 0)('a command of root leaves the files to the user of the station', async () => {
  await chown(file, 12345, 54321);
  await writeConfig(file, 'new');
  await keepConfig(file, { before: 'old', text: 'new', at: '2026-01-02T03:04:05.000Z', how: 'command' });
  const [version = ''] = await readdir(`${file}.history`);
  for (const path of [file, `${file}.backup`, `${file}.history`, join(`${file}.history`, version)])
    expect(await stat(path)).toMatchObject({ uid: 12345, gid: 54321 });
});
