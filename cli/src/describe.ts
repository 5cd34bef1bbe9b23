/**
 * A short-lived process that loads one compiled package and says what it declares. It is the only place of this workspace where
 * code of a package runs; its constructors do not, except what stands at the top level of a module.
 */
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CodedError, toErrorData } from '@neurohub/contracts/errors';
import type { SequenceDefinition } from '@neurohub/contracts/record';
import type { SequenceClass } from '@neurohub/sequence-sdk/executor';
import type { DescribeReply, DescribeRequest } from './describe-messages.ts';

type Sdk = typeof import('@neurohub/sequence-sdk/executor');
const SDK = '@neurohub/sequence-sdk';

// Stays subscribed: the channel keeps the process alive while the package is being loaded.
process.on('message', async (request: DescribeRequest) => {
  const reply: DescribeReply = await describe(request).then(
    (definition) => ({ definition }),
    (thrown: unknown) => ({ error: toErrorData(thrown, 'ENTRY_POINT_ERROR') }),
  );
  // What the package left running does not keep this process alive.
  process.send?.(reply, () => process.exit(0));
});

async function describe({ dir, module, className, drivers, sdkModule }: DescribeRequest): Promise<SequenceDefinition> {
  const sdkUrl = pathToFileURL(sdkModule).href;
  registerHooks({
    resolve: (specifier, context, nextResolve) =>
      specifier === SDK || specifier.startsWith(`${SDK}/`)
        ? { url: sdkUrl, format: 'module', shortCircuit: true }
        : nextResolve(specifier, context),
  });
  const sdk: Sdk = await import(sdkUrl);
  const sequenceClass = await classOf(dir, module, className, 'MISSING_CLASS');
  for (const driver of drivers) await classOf(dir, driver.module, driver.class, 'MISSING_DRIVER');
  return sdk.describeSequence(sequenceClass);
}

async function classOf(
  dir: string,
  module: string,
  name: string,
  missing: 'MISSING_CLASS' | 'MISSING_DRIVER',
): Promise<SequenceClass> {
  const loaded: Record<string, unknown> = await import(pathToFileURL(join(dir, module)).href);
  const found = loaded[name] ?? loaded['default'];
  if (typeof found === 'function' && (name in loaded || found.name === name)) return found as SequenceClass;
  throw new CodedError(missing, `${module} has to export the class "${name}"`);
}
