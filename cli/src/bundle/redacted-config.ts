import { readFile } from 'node:fs/promises';
import type { Redactor } from '@neurohub/contracts/redactor';
import { readYaml } from '@neurohub/package-kit';

/**
 * station.yaml as support may see it: on the same lines as in the file, without secrets and without comments, where people keep what is
 * not meant to be read by others. The redactor learns what it says.
 * @throws INVALID_YAML: a file whose names cannot be told from its values stays at home
 */
export async function redactedConfig(
  file: string,
  { redactor, env }: { redactor: Redactor; env: Readonly<Record<string, string | undefined>> },
): Promise<string> {
  const { value } = await readYaml(file);
  redactor.learn(value);
  redactor.learnEnvironment(env, value);
  return redactor.text(await readFile(file, 'utf8')).replace(/(^|[ \t])#.*$/gm, '$1#');
}
