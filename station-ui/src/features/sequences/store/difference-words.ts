/** What one difference to a release is about, for people. Pure. */
import type { Difference, Limit } from '@neurohub/contracts/record';
import { formatNumber, type Language, localize, withUnit } from '@neurohub/ui-kit/lib/format';
import { limitsText } from '@neurohub/ui-kit/lib/limit-text';
import type { Release } from './override-draft.ts';
import { placesAround } from './step-places.ts';
import { textOfValue } from './typed-value.ts';

type StepField = 'order' | 'timeoutMs' | 'retry' | 'enabled';

export interface DifferenceWords {
  readonly path: string;
  /** Name of the step, parameter or measurement. */
  readonly what: string;
  /** Which of its values; null for the only one that it has. */
  readonly field: StepField | 'variant' | null;
  readonly variant?: string;
  readonly released: string;
  readonly effective: string;
}

const NONE = '–';

/** All of them together: where a moved step stands depends on the others. */
export function differencesWords(
  differs: readonly Difference[],
  release: Release,
  language: Language,
): DifferenceWords[] {
  const moved = release.steps.map((step) => {
    const order = differs.find(({ path }) => path === `steps.${step.name}.order`)?.effective;
    return typeof order === 'number' ? { ...step, order } : step;
  });
  return differs.map((difference) => wordsOf(difference, { release, moved, language }));
}

interface About {
  readonly release: Release;
  /** The steps as they stand in the end. */
  readonly moved: Release['steps'];
  readonly language: Language;
}

function wordsOf({ path, released, effective }: Difference, about: About): DifferenceWords {
  const { release, language } = about;
  const [kind = '', ...rest] = path.split('.');
  const both = (text: (value: unknown) => string) => ({ path, released: text(released), effective: text(effective) });
  if (kind === 'parameters') {
    const declared = release.parameters[rest.join('.')];
    const what = localize(declared?.displayName, language, rest.join('.'));
    return { what, field: null, ...both((value) => withUnit(scalarText(value), declared?.unit)) };
  }
  if (kind === 'steps') {
    const field = rest.at(-1) as StepField;
    const name = rest.slice(0, -1).join('.');
    const what = localize(release.steps.find((step) => step.name === name)?.displayName, language, name);
    if (field === 'order') return { path, what, field, ...placeTexts(name, about) };
    return { what, field, ...both((value) => stepText(field, value, language)) };
  }
  const [name, variant] = limitAt(rest.join('.'), release);
  const text = (value: unknown) => (Array.isArray(value) ? limitsText(value as Limit[], undefined, language) : NONE);
  return { what: name, field: release.limits?.variantParameter ? 'variant' : null, variant, ...both(text) };
}

/** The how many-th among its neighbours: the numbers in the code say nothing to people. */
function placeTexts(name: string, { release, moved }: About): Pick<DifferenceWords, 'released' | 'effective'> {
  const placeIn = (steps: Release['steps']) =>
    String(placesAround(name, steps, release.blocks).findIndex((place) => place.name === name) + 1);
  return { released: placeIn(release.steps), effective: placeIn(moved) };
}

function stepText(field: string, value: unknown, language: Language): string {
  if (field === 'timeoutMs' && typeof value === 'number') return withUnit(formatNumber(value / 1000, language), 's');
  return scalarText(value);
}

const scalarText = (value: unknown) => textOfValue(value as string) || NONE;

/** Names of measurements have dots themselves. */
function limitAt(path: string, { limits }: Release): [name: string, variant: string] {
  const name = Object.keys(limits?.limits ?? {}).find((each) => path.startsWith(`${each}.`));
  return name === undefined ? [path, ''] : [name, path.slice(name.length + 1)];
}
