// Lays out a release in a folder: what the build made, the packages it leaves outside, and the Node it runs on.
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { place, placeNode, placePackages } from './place.mjs';

const WORKSPACES = ['station-service', 'batch-worker', 'sequence-sdk', 'cli', 'simulators'];
const EXAMPLES = ['pcb_test_v1', 'aging_test_v2', 'plc_press_test', 'psa_sensor_test'];

/**
 * @param {{root: string, out: string, version?: string | undefined, node?: string}} options `version`: another name than the product's
 * @returns {string} the folder of the release
 */
export function stageRelease({ root, out, version = productVersion(root), node = process.execPath }) {
  const name = `neurohub-station-${version}-${process.platform}-${process.arch}`;
  const folder = join(out, name);
  rmSync(folder, { recursive: true, force: true });
  for (const workspace of WORKSPACES)
    for (const part of ['dist', 'package.json']) place(join(root, workspace, part), join(folder, workspace, part));
  place(join(root, 'station-ui/dist'), join(folder, 'station-ui/dist'));
  place(join(root, 'cli/templates'), join(folder, 'cli/templates'));
  placePackages(root, folder, WORKSPACES);
  for (const example of EXAMPLES) place(join(root, 'sequences', example), join(folder, 'examples', example), isTest);
  placeNode(node, folder);
  for (const part of ['docs', 'deploy', 'LICENSE', 'CHANGELOG.md']) place(join(root, part), join(folder, part));
  placeInstaller(root, folder);
  writeFileSync(join(folder, 'release.json'), `${JSON.stringify(describeRelease(root, version), null, 2)}\n`);
  return folder;
}

/** @param {string} root @returns {string} */
export const productVersion = (root) =>
  JSON.parse(readFileSync(join(root, 'station-service/package.json'), 'utf8')).version;

/** @param {string} root @param {string} version @returns {import('../installer/places.mjs').Release} */
function describeRelease(root, version) {
  const migrations = readFileSync(join(root, 'station-service/src/storage/migrations.ts'), 'utf8');
  const schema = Math.max(...[...migrations.matchAll(/\{ version: (\d+), sql/g)].map(([, number]) => Number(number)));
  const { platform, arch, versions } = process;
  return { name: 'neurohub-station', version, schema, platform, arch, node: versions.node };
}

/** @param {string} root @param {string} folder */
function placeInstaller(root, folder) {
  place(join(root, 'scripts/installer'), join(folder, 'installer'), (file) => file.endsWith('.sh'));
  for (const file of ['station.service', 'station.yaml'])
    copyFileSync(join(root, 'deploy', file), join(folder, 'installer', file));
  mkdirSync(join(folder, 'bin'), { recursive: true });
  const commands = {
    install: 'install',
    station: 'bin/station',
    'station-service': 'bin/station-service',
    'station-setup': 'bin/station-setup',
  };
  for (const [name, to] of Object.entries(commands)) {
    copyFileSync(join(root, 'scripts/installer', `${name}.sh`), join(folder, to));
    chmodSync(join(folder, to), 0o755);
  }
}

/** @param {string} file */
const isTest = (file) => /\.test\.ts$/.test(file);
