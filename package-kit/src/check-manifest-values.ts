/** What the schema of a manifest cannot say: values against their own rules, names against each other. Pure. */
import type { ErrorCode } from '@neurohub/contracts/errors';
import type { Manifest } from '@neurohub/contracts/manifest';
import type { ScalarValue } from '@neurohub/contracts/vocabulary';
import { ruleProblems, type ValueRule, valueProblem } from './value-problem.ts';

/** Takes one problem at a place of the file. */
export type Report = (code: ErrorCode, path: readonly PropertyKey[], message: string) => void;

/** A package that could name any variable would get any secret of the station. */
const NOT_YOURS = 'a package takes nothing from the environment by itself: station.yaml gives ${NAME} to a batch';

export function checkManifestValues(manifest: Manifest, report: Report): void {
  for (const [id, parameter] of Object.entries(manifest.parameters))
    checkValue(parameter, parameter.default, ['parameters', id], report);
  for (const [id, hardware] of Object.entries(manifest.hardware)) {
    for (const [name, field] of Object.entries(hardware.configSchema)) {
      const path = ['hardware', id, 'config_schema', name];
      const isReference = typeof field.default === 'string' && field.default.includes('${');
      checkValue(field, isReference ? undefined : field.default, path, report);
      if (isReference) report('INVALID_SCHEMA', [...path, 'default'], NOT_YOURS);
    }
  }
  checkSteps(manifest, report);
}

function checkValue(
  rule: ValueRule,
  value: ScalarValue | undefined,
  path: readonly PropertyKey[],
  report: Report,
): void {
  for (const problem of ruleProblems(rule)) report('INVALID_SCHEMA', path, problem);
  if (value === undefined || value === null) return;
  const problem = valueProblem(rule, value);
  if (problem) report('INVALID_SCHEMA', [...path, 'default'], problem);
}

function checkSteps({ steps }: Manifest, report: Report): void {
  const names = new Set<string>();
  const orders = new Map<number, string>();
  steps.forEach(({ name, order }, i) => {
    if (names.has(name)) report('INVALID_SCHEMA', ['steps', i, 'name'], `a step "${name}" stands before it`);
    names.add(name);
    if (order === undefined) return;
    const other = orders.get(order);
    if (other !== undefined)
      report('DUPLICATE_ORDER', ['steps', i, 'order'], `steps "${other}" and "${name}" both have order ${order}`);
    orders.set(order, other ?? name);
  });
}
