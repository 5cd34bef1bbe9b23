import { fork } from 'node:child_process';
import { join } from 'node:path';
import { CodedError } from '@neurohub/contracts/errors';
import type { SequenceDefinition } from '@neurohub/contracts/record';
import type { CompiledPackage } from '@neurohub/package-kit';
import { type DescribeRequest, describeReplySchema } from './describe-messages.ts';

const TIME_LIMIT_MS = 10_000;
const MAX_STDERR = 4_000;
const SDK_MODULE = join(import.meta.dirname, '../../sequence-sdk/dist/sdk.js');

/**
 * Has a process of its own load the package and say what it declares. Throws what loading it threw, with its code where it has
 * one, ENTRY_POINT_ERROR otherwise; also for a package that ends or blocks its process.
 */
export async function describePackage({
  dir,
  module,
  className,
  drivers,
}: Pick<CompiledPackage, 'dir' | 'module' | 'className' | 'drivers'>): Promise<SequenceDefinition> {
  const reply = await ask({ dir, module, className, drivers: Object.values(drivers), sdkModule: SDK_MODULE });
  const parsed = describeReplySchema.parse(reply);
  if ('definition' in parsed) return parsed.definition;
  const { code, message, details } = parsed.error;
  throw new CodedError(code, message, { details });
}

function ask(request: DescribeRequest): Promise<unknown> {
  const child = fork(join(import.meta.dirname, 'describe.js'), {
    // No variable of the caller: they may hold secrets, and what a package declares must not depend on them.
    env: {},
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString()).slice(-MAX_STDERR);
  });
  return new Promise((resolve, reject) => {
    const refuse = (problem: string) =>
      reject(new CodedError('ENTRY_POINT_ERROR', `${problem}${stderr && `\n${stderr.trim()}`}`));
    const timer = setTimeout(() => {
      refuse(`loading the package took longer than ${TIME_LIMIT_MS / 1000} s`);
      child.kill('SIGKILL');
    }, TIME_LIMIT_MS);
    child.once('message', resolve);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      refuse(`the package ended its process while it was loaded (${signal ?? `exit code ${code}`})`);
    });
    child.send(request);
  });
}
