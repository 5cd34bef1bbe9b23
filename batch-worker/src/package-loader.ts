import { registerHooks } from 'node:module';
import { join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { CodedError } from '@neurohub/contracts/errors';
import type { WorkerBoot } from '@neurohub/contracts/ipc';

const SDK = '@neurohub/sequence-sdk';

/**
 * Decides what an import inside the package resolves to: the SDK is the one file of this worker, relative paths stay inside
 * the package, listed node: modules pass; everything else is refused by name.
 */
export function installPackageResolver(boot: Pick<WorkerBoot, 'package' | 'sdkModule'>): void {
  const sdkUrl = pathToFileURL(boot.sdkModule).href;
  const packageRoot = pathToFileURL(boot.package.dir + sep).href;
  const allowedNodeModules = new Set(boot.package.nodeModules);
  registerHooks({
    resolve(specifier, context, nextResolve) {
      if (specifier === SDK || specifier.startsWith(`${SDK}/`))
        return { url: sdkUrl, format: 'module', shortCircuit: true };
      const fromPackage = context.parentURL?.startsWith(packageRoot) ?? false;
      if (!fromPackage || allowedNodeModules.has(specifier)) return nextResolve(specifier, context);
      const resolved = specifier.startsWith('.') ? new URL(specifier, context.parentURL).href : '';
      if (resolved.startsWith(packageRoot)) return nextResolve(specifier, context);
      const from = context.parentURL ? fileURLToPath(context.parentURL) : 'the package';
      throw new CodedError(
        'IMPORT_NOT_ALLOWED',
        `${from} imports "${specifier}", which a sequence package may not import`,
        {
          details: { specifier },
        },
      );
    },
  });
}

/** Imports one export of a compiled module of the package. Throws the coded error given when the export is not there. */
export async function loadExport(
  packageDir: string,
  module: string,
  exportName: string,
  missing: 'MISSING_CLASS' | 'MISSING_DRIVER',
): Promise<new (...args: never[]) => object> {
  const loaded = (await import(pathToFileURL(join(packageDir, module)).href)) as Record<string, unknown>;
  const found = loaded[exportName] ?? (loaded['default'] as { name?: string } | undefined);
  if (typeof found === 'function' && (exportName in loaded || found.name === exportName))
    return found as new (
      ...args: never[]
    ) => object;
  const exports = Object.keys(loaded).join(', ') || 'nothing';
  throw new CodedError(missing, `${module} has to export the class "${exportName}"; it exports ${exports}`, {
    details: { module, exportName },
  });
}
