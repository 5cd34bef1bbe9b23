import { CodedError, type ErrorCode } from '@neurohub/contracts/errors';
import type { Manifest } from '@neurohub/contracts/manifest';
import type { SequenceDefinition } from '@neurohub/contracts/record';
import { nearestKey } from './nearest-key.ts';

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
  for (const id of definition.parameters.filter((name) => !Object.hasOwn(manifest.parameters, name)))
    problems.push({ code: 'UNDECLARED_PARAMETER', message: `@parameter ${id} is not in manifest.yaml` });
  for (const id of definition.hardware.filter((name) => !Object.hasOwn(manifest.hardware, name)))
    problems.push({ code: 'UNDECLARED_HARDWARE', message: `@hardware ${id} is not in manifest.yaml` });
  const [first] = problems;
  if (first)
    throw new CodedError(first.code, problems.map(({ message }) => message).join('\n'), { details: { problems } });
}

/** What the manifest declares and the class does not have or use: allowed, and often a typing error. */
export function unusedDeclarations(manifest: Manifest, definition: SequenceDefinition): string[] {
  const steps = definition.steps.map(({ name }) => name);
  const unused = [
    ...Object.keys(manifest.parameters).filter((id) => !definition.parameters.includes(id)),
    ...Object.keys(manifest.hardware).filter((id) => !definition.hardware.includes(id)),
  ];
  const missing = manifest.steps.filter(({ name }) => !steps.includes(name));
  return [
    ...unused.map((id) => `manifest.yaml declares "${id}", which the sequence does not use`),
    ...missing.map(({ name }) => `manifest.yaml has a step "${name}", the class has none${hint(name, steps)}`),
  ];
}

const hint = (name: string, steps: readonly string[]) => {
  const meant = nearestKey(name, steps);
  return meant ? `; did you mean "${meant}"?` : '';
};

/** The definition with what the manifest says of its steps for people, where the class says nothing. */
export function withManifestTexts(definition: SequenceDefinition, manifest: Manifest): SequenceDefinition {
  const texts = new Map(manifest.steps.map((step) => [step.name, step]));
  const steps = definition.steps.map((step) => {
    const displayName = step.displayName ?? texts.get(step.name)?.displayName;
    const description = step.description ?? texts.get(step.name)?.description;
    return { ...step, ...(displayName && { displayName }), ...(description && { description }) };
  });
  return { ...definition, steps };
}
