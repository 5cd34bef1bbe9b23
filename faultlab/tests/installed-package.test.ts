import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { oneBatch, PROJECT_ROOT, TestStation, writeManyStepsPackage } from '../src/harness/index.ts';

let station: TestStation;

beforeEach(async () => {
  station = await TestStation.start({ packages: [], config: oneBatch('installed/steps_2') });
});
afterEach(() => station.dispose());

/** The `station` command, typed in the folder of the station. */
function command(...args: string[]): Record<string, unknown> {
  const program = [join(PROJECT_ROOT, 'cli/dist/station.js'), ...args, '--json'];
  return JSON.parse(execFileSync(process.execPath, program, { cwd: station.folder, encoding: 'utf8' }));
}

/** The error of a command that has to be refused. */
function refusal(...args: string[]): unknown {
  const program = [join(PROJECT_ROOT, 'cli/dist/station.js'), ...args, '--json'];
  const { status, stdout } = spawnSync(process.execPath, program, { cwd: station.folder, encoding: 'utf8' });
  if (status !== 1) throw new Error(`station ${args.join(' ')} answered ${status}\n${stdout}`);
  return JSON.parse(stdout).error;
}

/** A signed archive of the given version, for a station that trusts the signer. */
function release(version: string): Record<string, unknown> {
  const folder = writeManyStepsPackage(station.folder, 2);
  const manifest = join(folder, 'manifest.yaml');
  writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('version: 1.0.0', `version: ${version}`));
  const packed = command('pack', folder);
  command('sign', String(packed['file']), '--key', 'release.key.pem');
  return packed;
}

async function execute(): Promise<{ version: string; packageHash: string; origin: string; verdict: string | null }> {
  const { verdict, plan } = await station.ended(await station.begin('SN-1'));
  if (!plan) throw new Error('an execution was stored without its plan');
  const { version, packageHash, origin } = plan.sequence;
  return { version, packageHash, origin, verdict };
}

test('an installed package is executed as it was packed, and another version only after the next start of the batch', async () => {
  command('keygen', 'release');
  command('trust', 'add', 'release.pub.pem');
  const [first, second] = [release('1.0.0'), release('2.0.0')];
  command('install', String(first['file']));
  await station.data('POST', '/api/batches/b1/start');
  await station.untilState('idle');
  const expected = { origin: 'installed', verdict: 'PASS' };
  expect(await execute()).toEqual({ ...expected, version: '1.0.0', packageHash: first['packageHash'] });

  command('install', String(second['file']));
  expect(await execute()).toMatchObject({ version: '1.0.0' });
  await station.data('POST', '/api/batches/b1/restart');
  await station.untilState('idle');
  expect(await execute()).toEqual({ ...expected, version: '2.0.0', packageHash: second['packageHash'] });

  command('rollback', 'steps_2');
  expect(refusal('remove', 'steps_2', '2.0.0')).toMatchObject({
    code: 'VERSION_IN_USE',
    details: { holders: ['loaded by b1'] },
  });
  expect(await execute()).toMatchObject({ version: '2.0.0', verdict: 'PASS' });
  await station.data('POST', '/api/batches/b1/restart');
  await station.untilState('idle');
  command('remove', 'steps_2', '2.0.0');
  expect(await execute()).toMatchObject({ version: '1.0.0', verdict: 'PASS' });
});
