// Who may import whom (design: contracts ← sequence-sdk ← batch-worker, contracts ← package-kit ← station-service, …), as
// rules for dependency-cruiser. Run by `npm run verify`.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ALLOWED_NODE_MODULES } from '@neurohub/package-kit';
import { cruise } from 'dependency-cruiser';

/** @import { IForbiddenRuleType, ICruiseResult } from 'dependency-cruiser' */

/**
 * Each workspace and the workspaces it may import, by their public entries. Nothing is in the list of another that it is not
 * meant to know: the service knows no SDK, worker or package; nobody knows bench or faultlab.
 *
 * @type {Record<string, readonly string[]>}
 */
export const MAY_IMPORT = {
  contracts: [],
  'sequence-sdk': ['contracts'],
  'package-kit': ['contracts'],
  'worker-link': ['contracts'],
  'batch-worker': ['contracts', 'sequence-sdk'],
  'server-kit': ['contracts'],
  'station-service': ['contracts', 'package-kit', 'server-kit', 'worker-link'],
  'ui-kit': ['contracts'],
  'station-ui': ['contracts', 'ui-kit'],
  'neurohub/server': ['contracts', 'package-kit', 'server-kit'],
  'neurohub/dashboard': ['contracts', 'ui-kit'],
  cli: ['contracts', 'package-kit', 'worker-link', 'sequence-sdk'],
  simulators: [],
  bench: ['contracts', 'sequence-sdk', 'package-kit', 'simulators', 'station-service', 'neurohub/server'],
  faultlab: ['contracts', 'sequence-sdk', 'package-kit', 'simulators', 'station-service', 'neurohub/server'],
};

/** What tests may import besides: real instruments to talk to. */
const TESTS_MAY_IMPORT = ['simulators'];
/** The simulator of an example, started by a test outside of the worker, is the witness of what its hardware did. */
const WITNESSES = '^sequences/[^/]+/simulators/';
const TEST_FILE = '(\\.test\\.tsx?$|/_util\\.tsx?$|/tests/)';

/** @returns {IForbiddenRuleType[]} */
export function importRules() {
  return [
    forbid('no-cycle', 'Files that need each other are one idea, or the idea between them is missing.', {
      from: {},
      to: { circular: true },
    }),
    forbid('resolvable', 'Imports the public entry of a workspace, or a package that is installed. No deep paths.', {
      from: {},
      to: { couldNotResolve: true },
    }),
    forbid('no-way-around', 'Another workspace is imported by its name, not by a path into it.', {
      // The reference is read off the source of what it describes.
      from: { path: '^((?:(?:sequences|neurohub)/)?[^/]+)/', pathNot: '^scripts/reference/' },
      to: { dependencyTypes: ['local'], dependencyTypesNot: ['aliased'], pathNot: ['^$1/', '^[^/]+$', WITNESSES] },
    }),
    ...Object.entries(MAY_IMPORT).map(([workspace, others]) => workspaceRule(workspace, others)),
    forbid(
      'light-sdk',
      'A package runs with the SDK alone: of contracts it takes what is free of libraries, no schemas.',
      {
        from: { path: '^sequence-sdk/src/', pathNot: TEST_FILE },
        to: {
          path: '^contracts/src/',
          pathNot:
            '^contracts/src/((vocabulary|errors|json-problem|kill-point|loop|prompt-answer|prompt-image|resume-attempts|run-control|step-error-rules|step-order)\\.ts$|limits/)',
          dependencyTypesNot: ['type-only'],
        },
      },
    ),
    forbid('self-contained-package', 'A sequence package imports the SDK, its own files and listed node: modules.', {
      from: { path: '^sequences/([^/]+)/', pathNot: TEST_FILE },
      to: { pathNot: ['^sequences/$1/', '^sequence-sdk/src/(simulator/)?index\\.ts$', `^(node:)?(${coreModules()})$`] },
    }),
    forbid('no-script', 'Scripts are for building and starting; the product does not need them.', {
      from: { pathNot: '^(scripts/|[^/]+$)' },
      to: { path: '^scripts/' },
    }),
  ];
}

const coreModules = () => ALLOWED_NODE_MODULES.map((name) => name.slice('node:'.length)).join('|');

/** @param {string} workspace @param {readonly string[]} others */
function workspaceRule(workspace, others) {
  const known = [workspace, ...others].join('|');
  const ours = [...Object.keys(MAY_IMPORT), 'sequences'].filter((name) => name !== workspace).join('|');
  const forTests = TESTS_MAY_IMPORT.filter((name) => workspace !== name && !others.includes(name)).join('|');
  return forbid(`imports-of-${workspace}`, `${workspace} may import: ${others.join(', ') || 'nothing of ours'}.`, {
    from: { path: `^${workspace}/` },
    to: {
      path: `^(${ours})/`,
      pathNot: [
        `^(${known})/`,
        ...(forTests ? [`^(${forTests})/src/index\\.ts$`] : []),
        ...(workspace === 'faultlab' ? [WITNESSES] : []),
      ],
    },
  });
}

/**
 * @param {string} name
 * @param {string} comment
 * @param {object} rule
 * @returns {IForbiddenRuleType}
 */
const forbid = (name, comment, rule) =>
  /** @type {IForbiddenRuleType} */ ({ name, comment, severity: 'error', ...rule });

/**
 * Every import below `root` that breaks a rule, as a line for people. Throws when so few files are seen that a green answer would
 * mean nothing.
 *
 * @param {string} root
 * @param {readonly string[]} folders
 * @returns {Promise<{violations: string[], moduleCount: number}>}
 */
export async function checkImports(root, folders) {
  const { output } = await cruise([...folders], {
    baseDir: root,
    validate: true,
    ruleSet: { forbidden: importRules() },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|build|fixtures|sequences/installed)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'browser', 'default', 'style'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.css'],
    },
  });
  const { modules, summary } = /** @type {ICruiseResult} */ (output);
  const own = modules.filter((module) => !module.source.includes('node_modules') && module.dependencies.length > 0);
  if (own.length === 0)
    throw new Error('no imports were seen: is TypeScript 6 installed? (a green answer would mean nothing)');
  const violations = summary.violations.map(({ rule, from, to }) => {
    const comment = importRules().find(({ name }) => name === rule.name)?.comment ?? '';
    return `${from} → ${to}\n    ${rule.name}: ${comment}`;
  });
  return { violations, moduleCount: own.length };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = dirname(dirname(fileURLToPath(import.meta.url)));
  const { existsSync } = await import('node:fs');
  const folders = [...Object.keys(MAY_IMPORT), 'sequences', 'scripts'].filter((name) => existsSync(join(root, name)));
  const { violations, moduleCount } = await checkImports(root, folders);
  for (const violation of violations) process.stderr.write(`${violation}\n`);
  process.stdout.write(`imports of ${moduleCount} files: ${violations.length} not allowed\n`);
  process.exitCode = violations.length > 0 ? 1 : 0;
}
