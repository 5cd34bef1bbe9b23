import { CodedError, type ErrorCode } from '@neurohub/contracts/errors';
import type { Manifest } from '@neurohub/contracts/manifest';
import type { SequenceDefinition } from '@neurohub/contracts/record';

interface Problem {
  code: ErrorCode;
  message: string;
}

/**
 * What the class declares has to be in the manifest, under the same name. Throws the first problem's code with all of them in
 * `details.problems`.
 */
export function checkDefinition(manifest: Manifest, definition: SequenceDefinition): void {
  const problems: Problem[] = [];
  if (definition.name !== manifest.name) {
    const message = `@sequence says "${definition.name}", manifest.yaml says "${manifest.name}"`;
    problems.push({ code: 'NAME_MISMATCH', message });
  }
  for (const id of definition.parameters.filter((name) => !(name in manifest.parameters)))
    problems.push({ code: 'UNDECLARED_PARAMETER', message: `@parameter ${id} is not in manifest.yaml` });
  for (const id of definition.hardware.filter((name) => !(name in manifest.hardware)))
    problems.push({ code: 'UNDECLARED_HARDWARE', message: `@hardware ${id} is not in manifest.yaml` });
  const [first] = problems;
  if (first)
    throw new CodedError(first.code, problems.map(({ message }) => message).join('\n'), { details: { problems } });
}

/** What the manifest declares and the class does not use: allowed, and often a typing error. */
export function unusedDeclarations(manifest: Manifest, definition: SequenceDefinition): string[] {
  const unused = [
    ...Object.keys(manifest.parameters).filter((id) => !definition.parameters.includes(id)),
    ...Object.keys(manifest.hardware).filter((id) => !definition.hardware.includes(id)),
  ];
  return unused.map((id) => `manifest.yaml declares "${id}", which the sequence does not use`);
}
