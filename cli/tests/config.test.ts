import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { workplace } from './_util.ts';

const TEXT = `station: { id: s1, name: One } # who
server:
  port: 8080
batches:
  - id: b1 # left
    sequence_package: p
`;

it('checks, shows, changes and compares station.yaml without a station, and refuses what a station would', async () => {
  const { cwd, station } = await workplace();
  const file = join(cwd, 'station.yaml');
  const config = (...args: string[]) => station('config', ...args, '--config', file);
  await writeFile(file, TEXT);
  expect(await config('check')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(`${file} is good`) });
  expect(await config('show')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('idle_seconds: 60') });
  const set = await config('set', 'batches[b1].auto_start', 'true');
  expect(set.stdout).toContain('batches[b1].auto_start: nothing → true  (as soon as the batch is at rest)');
  expect(await readFile(file, 'utf8')).toBe(`${TEXT}    auto_start: true\n`);
  expect((await config('diff')).stdout).toContain('batches[b1].auto_start');
  const { changes } = JSON.parse((await config('diff', '--json')).stdout) as { changes: unknown[] };
  expect(changes).toEqual([{ path: 'batches[b1].auto_start', after: true, needs: 'idle' }]);
  await config('set', 'batches[b1].auto_start', '--remove');
  expect(await readFile(file, 'utf8')).toBe(TEXT);

  const bad = await config('set', 'server.port', '70000');
  expect(bad).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('station.yaml:3:9  server.port: 70000') });
  expect(await readFile(file, 'utf8')).toBe(TEXT);
  expect((await config('set', 'server.port')).exitCode).toBe(64);
  await writeFile(file, `${TEXT}servr: 1\n`);
  expect((await config('check')).stderr).toContain('station.yaml:7:1  servr — unknown key; did you mean server?');
});
