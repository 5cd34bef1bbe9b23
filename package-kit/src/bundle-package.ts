import { join } from 'node:path';
import { CodedError } from '@neurohub/contracts/errors';
import { type BuildOptions, type BuildResult, build, type Message, stop, version } from 'esbuild';
import { IMPORT_NOT_ALLOWED, importRules } from './import-rules.ts';

/** Lowers TC39 decorators (the target must not be esnext) and keeps the names that people read in stack traces. */
const OPTIONS = {
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  sourcemap: 'linked',
  keepNames: true,
  charset: 'utf8',
  entryNames: '[dir]/[name]',
  chunkNames: 'chunks/[hash]',
  metafile: true,
  logLevel: 'silent',
  logOverride: { 'unsupported-dynamic-import': 'warning', 'unsupported-require-call': 'warning' },
  // The settings of a tsconfig.json around the package must not change what the package does.
  tsconfigRaw: { compilerOptions: { target: 'ES2024', useDefineForClassFields: true } },
} as const satisfies BuildOptions;

/** Changes whenever the same source could give another output. */
export const COMPILER = `package-kit 2, esbuild ${version}, ${JSON.stringify(OPTIONS)}`;

/** One source file and what it became. */
export interface BundledModule {
  /** Relative to the output folder, with `/`. */
  module: string;
  exports: string[];
}

export interface Bundle {
  /** By source file, relative to the package folder. */
  modules: Map<string, BundledModule>;
  warnings: string[];
}

/**
 * Bundles the entry files of a package into `outDir`. `folder` is the real path of the package. Throws {@link CodedError}
 * IMPORT_NOT_ALLOWED or COMPILE_ERROR with every place in `details.problems`.
 */
export async function bundlePackage(folder: string, entries: string[], outDir: string): Promise<Bundle> {
  const result = await withCompiler(() =>
    build({
      ...OPTIONS,
      absWorkingDir: folder,
      outbase: folder,
      outdir: outDir,
      entryPoints: [...new Set(entries)].map((entry) => join(folder, entry)),
      plugins: [importRules(folder)],
    }),
  ).catch((cause: unknown) => {
    throw compileError(cause);
  });
  return { modules: bundledModules(result, folder, outDir), warnings: result.warnings.map(place) };
}

let compiling = 0;

/** The compiler is a process of its own: it ends with the last compilation, so that an idle station does not carry it along. */
async function withCompiler<T>(work: () => Promise<T>): Promise<T> {
  compiling++;
  try {
    return await work();
  } finally {
    if (--compiling === 0) await stop();
  }
}

function bundledModules(
  result: BuildResult<{ metafile: true }>,
  folder: string,
  outDir: string,
): Map<string, BundledModule> {
  const modules = new Map<string, BundledModule>();
  for (const [file, output] of Object.entries(result.metafile.outputs)) {
    if (!output.entryPoint) continue;
    modules.set(output.entryPoint, { module: relativeTo(outDir, join(folder, file)), exports: output.exports });
  }
  return modules;
}

const relativeTo = (base: string, path: string): string => path.slice(base.length + 1).replaceAll('\\', '/');

function compileError(cause: unknown): CodedError {
  const errors = (cause as { errors?: Message[] }).errors;
  if (!Array.isArray(errors) || errors.length === 0) {
    return new CodedError('COMPILE_ERROR', `the compiler failed: ${String(cause)}`, { cause });
  }
  const problems = errors.map((error) => ({
    code: error.detail === IMPORT_NOT_ALLOWED ? ('IMPORT_NOT_ALLOWED' as const) : ('COMPILE_ERROR' as const),
    ...(error.location && {
      file: error.location.file,
      line: error.location.line,
      column: error.location.column + 1,
    }),
    message: error.text,
  }));
  const code = problems.find((problem) => problem.code === 'IMPORT_NOT_ALLOWED')?.code ?? 'COMPILE_ERROR';
  return new CodedError(code, errors.map(place).join('\n'), { details: { problems } });
}

function place({ location, text }: Message): string {
  return location ? `${location.file}:${location.line}:${location.column + 1} ${text}` : text;
}
