/** Drafts of overrides outlive a reload and a look at another page, in this tab: nothing that somebody has typed is lost. */
import type { OverrideDraft } from './override-draft.ts';

const keyOf = (folder: string) => `neurohub.overrides.${folder}`;

interface Kept {
  packageHash: string;
  draft: OverrideDraft;
}

export function keepDraft(folder: string, packageHash: string, draft: OverrideDraft): void {
  const kept: Kept = { packageHash, draft };
  window.sessionStorage.setItem(keyOf(folder), JSON.stringify(kept));
}

/** Null when there is none, or when the package is another one now. */
export function keptDraft(folder: string, packageHash: string): OverrideDraft | null {
  const text = window.sessionStorage.getItem(keyOf(folder));
  if (text === null) return null;
  const kept = JSON.parse(text) as Kept;
  return kept.packageHash === packageHash ? kept.draft : null;
}

export function forgetDraft(folder: string): void {
  window.sessionStorage.removeItem(keyOf(folder));
}
