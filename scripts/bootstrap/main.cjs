'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { findNode } = require('./find-node.cjs');
const { blameInstall, ensureInstalled } = require('./install.cjs');
const { runChild } = require('./run-child.cjs');
const { SetupError } = require('./setup-error.cjs');

/** What each task runs, one after the other, on the Node found. Flags go to the last. */
const BUILD = ['scripts/build.mjs'];
/** @type {Record<string, string[][]>} */
const TASKS = {
  start: [BUILD, ['scripts/start.mjs']],
  test: [['scripts/test.mjs']],
  verify: [['scripts/verify.mjs']],
  build: [BUILD],
  bench: [BUILD, ['bench/src/main.ts']],
  'bench:ui': [BUILD, ['bench/src/ui/main.ts']],
  chaos: [BUILD, ['faultlab/src/main.ts']],
  soak: [BUILD, ['faultlab/src/soak/main.ts']],
  fuzz: [BUILD, ['faultlab/src/fuzz/main.ts']],
  fleet: [BUILD, ['faultlab/src/fleet/main.ts']],
  screenshots: [BUILD, ['faultlab/src/screenshots/main.ts']],
  package: [BUILD, ['scripts/package.mjs']],
  station: [BUILD, ['scripts/station.mjs']],
  hub: [BUILD, ['scripts/hub.mjs']],
  format: [['node_modules/@biomejs/biome/bin/biome', 'check', '--write']],
};

/** @param {string[]} args the task, then its flags */
async function main([task = '', ...flags]) {
  const root = path.resolve(__dirname, '../..');
  if (!(task in TASKS)) {
    process.stderr.write(`usage: node scripts/bootstrap.cjs ${Object.keys(TASKS).join('|')} [flags]\n`);
    process.exit(2);
  }
  endWithNpm();
  try {
    process.exitCode = await run(root, task, flags);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(`${error.code}  ${error.message}\n`);
    process.exitCode = 1;
  }
}

/** @param {string} root @param {string} task @param {string[]} flags */
async function run(root, task, flags) {
  const node = await findNode(root);
  const title = 'Installing packages (about a minute the first time)';
  await ensureInstalled({ folder: root, manifests: manifestsOf(root), root, title }, node);
  const env = taskEnvironment(root, node);
  const steps = TASKS[task] ?? [];
  for (const [index, [script = '', ...args]] of steps.entries()) {
    const isLast = index === steps.length - 1;
    const { code, stopped } = await runChild(node, [path.join(root, script), ...args, ...(isLast ? flags : [])], {
      cwd: root,
      env,
      // It asks questions. Of all others the end of stdin only says that we are gone.
      input: isLast && task === 'station',
    });
    if (code !== 0 && !stopped) blameInstall(root);
    if (code !== 0 || stopped) return code;
  }
  return 0;
}

/** A SIGTERM to npm ends only the shell between npm and this process: the end of that shell is the stop request then. */
function endWithNpm() {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, 250).unref();
}

/** The lock is made from the package.json of the project and of each workspace. @param {string} root */
function manifestsOf(root) {
  /** @type {{workspaces: string[]}} */
  const { workspaces } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  return ['package.json', ...workspaces.map((folder) => `${folder}/package.json`)];
}

/** Paths on the command line mean the folder in which the person typed it. @param {string} root @param {string} node */
function taskEnvironment(root, node) {
  const folders = [path.dirname(node), path.join(root, 'node_modules/.bin'), process.env.PATH];
  return { ...process.env, INIT_CWD: process.env.INIT_CWD ?? process.cwd(), PATH: folders.join(path.delimiter) };
}

module.exports = { main };
