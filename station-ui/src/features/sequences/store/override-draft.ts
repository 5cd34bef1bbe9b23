/** Overrides while somebody changes them: texts as typed, by field. What is not in a draft is as released. Pure. */
import { canonicalJson } from '@neurohub/contracts/canonical-json';
import { prepareJsonLimit, prepareLimit } from '@neurohub/contracts/limits';
import type { Overrides, OverridesCheckBody, StepOverride } from '@neurohub/contracts/overrides';
import type { Limit } from '@neurohub/contracts/record';
import type { SequenceDetail } from '@neurohub/contracts/rest';
import { type LimitTexts, readLimit } from './limit-fields.ts';
import { readNumber, readValue, textOfValue, type ValueProblem } from './typed-value.ts';

export interface StepTexts {
  readonly order?: number | undefined;
  readonly enabled?: boolean | undefined;
  /** Seconds. */
  readonly timeout?: string | undefined;
  readonly retry?: string | undefined;
}

/** A limit that holds at the moment, and what was typed over it. */
export interface LimitDraft {
  readonly limit: Limit;
  readonly texts: LimitTexts;
}

type Named<T> = Readonly<Record<string, T>>;

export interface OverrideDraft {
  readonly parameters: Named<string>;
  readonly steps: Named<StepTexts>;
  /** By measurement and variant. */
  readonly limits: Named<Named<readonly LimitDraft[]>>;
}

/** What of the release is looked at. */
export type Release = Pick<SequenceDetail, 'steps' | 'parameters' | 'limits' | 'blocks'>;
export type Changes = Required<Pick<OverridesCheckBody, 'parameters' | 'steps' | 'limits'>>;

/** A field that cannot be read, at the place where the station would name it too. */
export interface FieldProblem {
  readonly path: string;
  readonly problem: ValueProblem;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

export const NO_CHANGES: OverrideDraft = { parameters: {}, steps: {}, limits: {} };

const LONGEST_SECONDS = 86_400;
const MOST_RETRIES = 100;

/** What is saved, as a draft; what the release does not have is left out. */
export function draftOf(overrides: Overrides | null, release: Release): OverrideDraft {
  if (!overrides) return NO_CHANGES;
  const known = new Set(release.steps.map(({ name }) => name));
  return {
    parameters: mapOf(overrides.parameters ?? {}, (value, name) =>
      Object.hasOwn(release.parameters, name) ? textOfValue(value) : undefined,
    ),
    steps: mapOf(overrides.steps, (step, name) => (known.has(name) ? textsOf(step) : undefined)),
    limits: mapOf(overrides.limits, (variants, name) =>
      Object.hasOwn(release.limits?.limits ?? {}, name) ? mapOf(variants, draftsOfLimits) : undefined,
    ),
  };
}

function textsOf({ order, enabled, timeoutMs, retry }: StepOverride): StepTexts {
  return {
    ...(order !== undefined && { order }),
    ...(enabled !== undefined && { enabled }),
    ...(timeoutMs !== undefined && { timeout: String(timeoutMs / 1000) }),
    ...(retry !== undefined && { retry: String(retry) }),
  };
}

function draftsOfLimits(given: unknown): LimitDraft[] | undefined {
  const limits = preparedLimits(given);
  return limits?.map((limit) => ({ limit, texts: {} }));
}

/** What a draft says, without what is as released; and what of it cannot be read. */
export function readDraft(draft: OverrideDraft, release: Release): { changes: Changes; problems: FieldProblem[] } {
  const problems: FieldProblem[] = [];
  const report = (problem: FieldProblem) => void problems.push(problem);
  const parameters = mapOf(draft.parameters, (text, name) => readParameter(name, text, release, report));
  const steps = mapOf(draft.steps, (texts, name) => readStep(name, texts, release, report));
  const limits = mapOf(draft.limits, (variants, name) => {
    const changed = mapOf(variants, (drafts, variant) => readLimits([name, variant], drafts, release, report));
    return Object.keys(changed).length > 0 ? changed : undefined;
  });
  return { changes: { parameters, steps, limits }, problems };
}

type Report = (problem: FieldProblem) => void;

function readParameter(name: string, text: string, { parameters }: Release, report: Report) {
  const declared = parameters[name];
  if (!declared || text === textOfValue(declared.default)) return undefined;
  const read = readValue(text, declared);
  if ('value' in read) return read.value;
  report({ path: `parameters.${name}`, problem: read.problem, min: declared.min, max: declared.max });
  return undefined;
}

function readStep(name: string, texts: StepTexts, { steps }: Release, report: Report): StepOverride | undefined {
  const step = steps.find((each) => each.name === name);
  if (!step) return undefined;
  const timeout = readWithin(texts.timeout, { path: `steps.${name}.timeoutMs`, min: 0, max: LONGEST_SECONDS }, report);
  const retry = readWithin(texts.retry, { path: `steps.${name}.retry`, min: 0, max: MOST_RETRIES }, report);
  if (timeout === 0) report({ path: `steps.${name}.timeoutMs`, problem: 'tooLow', min: 0.001 });
  if (retry !== undefined && !Number.isInteger(retry)) report({ path: `steps.${name}.retry`, problem: 'whole' });
  const timeoutMs = timeout === undefined ? undefined : Math.round(timeout * 1000);
  const changed: StepOverride = {
    ...(texts.order !== undefined && texts.order !== step.order && { order: texts.order }),
    ...(texts.enabled === false && { enabled: false }),
    ...(timeoutMs !== undefined && timeoutMs !== step.timeoutMs && { timeoutMs }),
    ...(retry !== undefined && retry !== step.retry && { retry }),
  };
  return Object.keys(changed).length > 0 ? changed : undefined;
}

function readWithin(
  text: string | undefined,
  { path, min, max }: { path: string; min: number; max: number },
  report: Report,
): number | undefined {
  if (text === undefined) return undefined;
  const value = readNumber(text);
  if (value !== null && value >= min && value <= max) return value;
  const problem = value === null ? 'number' : value < min ? 'tooLow' : 'tooHigh';
  report({ path, problem, min, max });
  return undefined;
}

function readLimits(
  [name, variant]: readonly [string, string],
  drafts: readonly LimitDraft[],
  { limits }: Release,
  report: Report,
): Changes['limits'][string][string] | undefined {
  const inputs = drafts.flatMap(({ limit, texts }, index) => {
    const read = readLimit(limit, texts);
    if ('input' in read) return [read.input];
    report({ path: `limits.${name}.${variant}.${index}.${read.key}`, problem: read.problem });
    return [];
  });
  const released = limits?.limits[name]?.[variant];
  if (inputs.length < drafts.length || sameLimits(preparedLimits(inputs), released)) return undefined;
  return inputs;
}

const sameLimits = (a: unknown, b: unknown) => a !== null && canonicalJson(a) === canonicalJson(b ?? null);

/** As they are judged; null when one of them cannot be. */
export function preparedLimits(given: unknown): Limit[] | null {
  const refuse = (problem: string): never => {
    throw new RangeError(problem);
  };
  try {
    return [given].flat().map((each) => {
      const input = each as Record<string, unknown>;
      const isJson = typeof input['equals'] === 'object' && input['equals'] !== null;
      const prepared = isJson ? prepareJsonLimit(input, refuse) : prepareLimit(input, refuse);
      return prepared?.limit ?? refuse('no limit');
    });
  } catch (thrown) {
    if (thrown instanceof RangeError) return null;
    throw thrown;
  }
}

/** Without the entries for which `map` has nothing. */
function mapOf<T, R>(named: Named<T>, map: (value: T, name: string) => R | undefined): Record<string, R> {
  const entries = Object.entries(named).map(([name, value]) => [name, map(value, name)] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, R] => entry[1] !== undefined));
}
