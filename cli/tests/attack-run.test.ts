import { existsSync, readdirSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { MISBEHAVING, runPlace, startStation } from './_running.ts';
import { workplace } from './_util.ts';

it('a result folder that is lost in the middle is told of, and the run goes on when it is there again', async () => {
  const place = await runPlace();
  const results = join(place.cwd, 'results');
  const run = place.misbehave('pass', '--param', 'work_ms=500');
  await place.untilTold('before');
  await rename(results, `${results}-away`);
  await run.until(/the result cannot be kept, trying again: ENOENT/);
  await rename(`${results}-away`, results);
  expect(await run.ended).toMatchObject({ code: 0 });
  expect(await place.records()).toMatchObject([{ verdict: 'PASS' }]);
});

it('a record that cannot be kept is no verdict to rely on: the code says so, and no file is named', async () => {
  const place = await runPlace();
  const results = join(place.cwd, 'results');
  const run = place.misbehave('pass', '--param', 'work_ms=500');
  await place.untilTold('before');
  await rm(results, { recursive: true });
  await writeFile(results, 'in the way');
  await run.until(/the result cannot be kept/);
  run.child.kill('SIGINT');
  const { code } = await run.ended;
  expect(code, run.said.stdout).toBeGreaterThanOrEqual(2);
  expect(run.said.stdout).toMatch(/STORAGE_FAILED {2}the record is not kept/);
  expect(run.said.stdout).not.toMatch(/\.json$/m);
});

it('a reader who leaves ends nothing: the record is kept, and the exit code is the verdict', async () => {
  const place = await runPlace();
  const run = place.misbehave('pass', '--param', 'work_ms=300');
  await place.untilTold('before');
  run.child.stdout.destroy();
  run.child.stderr.destroy();
  expect(await run.ended).toEqual({ code: 0, signal: null });
  expect(place.told()).toContain('cleanup done');
  expect(await place.records()).toMatchObject([{ verdict: 'PASS', endReason: 'completed' }]);
});

it('--watch survives that its folder is renamed and comes back', async () => {
  const { cwd, done } = await workplace();
  await done('new', 'made');
  const folder = join(cwd, 'sequences/made');
  const run = startStation(cwd, ['run', 'sequences/made', '--watch', '--data-dir', cwd]);
  await run.until(/watching/);
  await rename(folder, `${folder}-away`);
  await rename(`${folder}-away`, folder);
  await writeFile(join(folder, 'README.md'), 'changed');
  await rm(folder, { recursive: true });
  await run.until(/MISSING_FILE|watching[\s\S]*watching/);
  await done('new', 'made');
  await run.until(/watching[\s\S]*PASS[\s\S]*watching/);
  run.child.kill('SIGINT');
  expect((await run.ended).code).toBe(0);
});

it('on the bench of a batch, the overrides of the station count as they do there', async () => {
  const place = await runPlace();
  await mkdir(join(place.cwd, 'config'));
  await writeFile(
    join(place.cwd, 'config/station.yaml'),
    'station: { id: T, name: T }\nbatches:\n  - { id: b1, sequence_package: misbehaving_v1 }\n',
  );
  await mkdir(join(place.cwd, 'data/overrides'));
  const { packageHash } = await place.done('check', MISBEHAVING);
  const overrides = join(place.cwd, 'data/overrides/misbehaving_v1.yaml');
  const made = { version: '1.0.0', by: 'Kim', at: '2026-11-25T09:00:00Z', reason: 'the fixture is away' };
  const changes = { ...made, hash: packageHash, steps: { middle: { enabled: false } } };
  await writeFile(overrides, JSON.stringify(changes));
  const run = (...more: string[]) => startStation(place.cwd, ['run', MISBEHAVING, ...more]).ended;
  expect(await run('--batch', 'b1', '--param', 'behaviour=fail')).toMatchObject({ code: 0 });
  expect(await run('--param', 'behaviour=fail')).toMatchObject({ code: 1 });
  const [onBench, alone] = await place.records();
  expect(onBench).toMatchObject({ overridden: true, plan: { overrides: { reason: 'the fixture is away' } } });
  expect(alone).toMatchObject({ overridden: false });
});

it('words that every object knows are no templates', async () => {
  const { cwd, station } = await workplace();
  const { exitCode, stderr } = await station('new', 'made', '--template', 'toString');
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 64, stderr: expect.stringContaining('there are: minimal') });
  expect(existsSync(join(cwd, 'sequences'))).toBe(false);
  expect(readdirSync(cwd)).toEqual([]);
});
