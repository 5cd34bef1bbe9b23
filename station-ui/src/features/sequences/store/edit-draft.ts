/** One change of a draft; what stands again as released leaves it. Pure. */
import type { LimitKey } from './limit-fields.ts';
import type { LimitDraft, OverrideDraft, StepTexts } from './override-draft.ts';

export type DraftEdit =
  /** Null: as released. */
  | { readonly kind: 'parameter'; readonly name: string; readonly text: string | null }
  | { readonly kind: 'step'; readonly name: string; readonly texts: StepTexts }
  | {
      readonly kind: 'limit';
      readonly name: string;
      readonly variant: string;
      /** All limits of the variant as they hold now, of which one field was typed into. */
      readonly drafts: readonly LimitDraft[];
      readonly index: number;
      readonly key: LimitKey;
      readonly text: string;
    }
  | { readonly kind: 'releaseLimit'; readonly name: string; readonly variant: string };

export function editDraft(draft: OverrideDraft, edit: DraftEdit): OverrideDraft {
  switch (edit.kind) {
    case 'parameter':
      return { ...draft, parameters: withEntry(draft.parameters, edit.name, edit.text ?? undefined) };
    case 'step':
      return { ...draft, steps: withEntry(draft.steps, edit.name, { ...draft.steps[edit.name], ...edit.texts }) };
    case 'limit':
      return withLimits(draft, edit, typedInto(edit));
    case 'releaseLimit':
      return withLimits(draft, edit, undefined);
  }
}

function typedInto({ drafts, index, key, text }: Extract<DraftEdit, { kind: 'limit' }>): LimitDraft[] {
  return drafts.map((each, at) => (at === index ? { ...each, texts: { ...each.texts, [key]: text } } : each));
}

function withLimits(
  draft: OverrideDraft,
  { name, variant }: { name: string; variant: string },
  drafts: readonly LimitDraft[] | undefined,
): OverrideDraft {
  const variants = withEntry(draft.limits[name] ?? {}, variant, drafts);
  return { ...draft, limits: withEntry(draft.limits, name, Object.keys(variants).length > 0 ? variants : undefined) };
}

function withEntry<T>(named: Readonly<Record<string, T>>, name: string, value: T | undefined): Record<string, T> {
  const others = Object.fromEntries(Object.entries(named).filter(([key]) => key !== name));
  return value === undefined ? others : { ...others, [name]: value };
}
