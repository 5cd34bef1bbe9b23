// `npm run package`: build/package/neurohub-station-<version>-<platform>-<arch>.tar.gz and neurohub-<version>-….tar.gz, with checksums.
// `--stage-only`: the folders alone. `--check`: the installation test on the archive.
import { createHash } from 'node:crypto';
import { createReadStream, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { run } from './installer/run.mjs';
import { stageRelease } from './package/stage.mjs';
import { stageHub } from './package/stage-hub.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

const { values } = parseArgs({
  options: {
    'stage-only': { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    out: { type: 'string', default: join(ROOT, 'build/package') },
    version: { type: 'string' },
  },
});
const wanted = { root: ROOT, out: values.out, version: values.version };
const [station, hub] = [stageRelease(wanted), stageHub(wanted)];
const made = values['stage-only'] ? station : await pack(station);
process.stdout.write(`${made}\n${values['stage-only'] ? hub : await pack(hub)}\n`);
if (values.check) process.exitCode = checkInstallation(made) ? 0 : 1;

/** @param {string} archive */
function checkInstallation(archive) {
  process.env['STATION_TEST_ARCHIVE'] = archive;
  const test = ['run', '--project', 'integration', 'scripts/tests/install.test.ts'];
  return run(process.execPath, [join(ROOT, 'node_modules/vitest/vitest.mjs'), ...test, '--root', ROOT]);
}

/** The same files give the same archive. @param {string} folder */
async function pack(folder) {
  const archive = `${folder}.tar.gz`;
  const owned = ['--sort=name', '--mtime=2000-01-01', '--owner=0', '--group=0', '--numeric-owner'];
  const done = run('tar', [...owned, '--hard-dereference', '-czf', archive, '-C', dirname(folder), basename(folder)]);
  if (!done) throw new Error(`tar could not write ${archive}`);
  const hash = createHash('sha256');
  await pipeline(createReadStream(archive), hash);
  writeFileSync(`${archive}.sha256`, `${hash.digest('hex')}  ${basename(archive)}\n`);
  return archive;
}
