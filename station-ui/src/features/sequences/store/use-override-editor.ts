import type { OverridesView } from '@neurohub/contracts/overrides';
import type { Difference } from '@neurohub/contracts/record';
import type { SequenceDetail } from '@neurohub/contracts/rest';
import { problemOf } from '@neurohub/ui-kit/lib/rest-client';
import { useEffect, useMemo, useState } from 'react';
import { checkOverrides, deleteOverrides, saveOverrides } from '../api/sequences-api.ts';
import { type DraftEdit, editDraft } from './edit-draft.ts';
import { forgetDraft, keepDraft, keptDraft } from './kept-draft.ts';
import { type Changes, draftOf, type FieldProblem, type OverrideDraft, readDraft } from './override-draft.ts';

type Problem = ReturnType<typeof problemOf>;

/** What the station says of a draft; null while it has not said anything about this one. */
export interface CheckedDraft {
  readonly problems: readonly { readonly path: string; readonly message: string }[];
  readonly differs: readonly Difference[];
}

export interface OverrideEditor {
  /** Null: nobody is changing anything. */
  readonly draft: OverrideDraft | null;
  readonly fieldProblems: readonly FieldProblem[];
  readonly check: CheckedDraft | null;
  /** It says the same as what is saved. */
  readonly isAsSaved: boolean;
  readonly isBusy: boolean;
  /** Why the last thing that was asked for was not done. */
  readonly problem: Problem | null;
  begin(): void;
  edit(edit: DraftEdit): void;
  discard(): void;
  save(reason: string): Promise<boolean>;
  /** Back to the release. */
  remove(reason: string): Promise<boolean>;
}

const CHECK_AFTER_MS = 300;

/** The overrides of one package while they are changed; `onSaved` when they are other ones now. */
export function useOverrideEditor(
  detail: SequenceDetail,
  view: OverridesView | null,
  onSaved: () => void,
): OverrideEditor {
  const { folder, packageHash = '', version = '' } = detail;
  const [draft, setDraft] = useState<OverrideDraft | null>(() => keptDraft(folder, packageHash));
  const [checked, setChecked] = useState<{ key: string; check: CheckedDraft } | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isBusy, setBusy] = useState(false);
  const read = useMemo(() => (draft === null ? null : readDraft(draft, detail)), [draft, detail]);
  const saved = useMemo(() => readDraft(draftOf(view?.overrides ?? null, detail), detail).changes, [view, detail]);
  const key = read === null ? '' : JSON.stringify(read.changes);

  useEffect(() => {
    if (key === '') return;
    let isWanted = true;
    const timer = setTimeout(async () => {
      const body = { version, packageHash, ...(JSON.parse(key) as Changes) };
      const answer = await checkOverrides(folder, body).then(
        (check) => ({ check }),
        (thrown: unknown) => ({ failed: problemOf(thrown) }),
      );
      if (!isWanted) return;
      if ('check' in answer) setChecked({ key, check: answer.check });
      setProblem('failed' in answer ? answer.failed : null);
    }, CHECK_AFTER_MS);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [key, folder, version, packageHash]);

  const put = (next: OverrideDraft) => {
    setDraft(next);
    keepDraft(folder, packageHash, next);
  };
  const discard = () => {
    setDraft(null);
    setProblem(null);
    forgetDraft(folder);
  };
  const carryOut = async (act: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true);
    setProblem(null);
    try {
      await act();
      discard();
      onSaved();
      return true;
    } catch (thrown) {
      setProblem(problemOf(thrown));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return {
    ...{ draft, problem, isBusy, discard },
    fieldProblems: read?.problems ?? [],
    check: checked?.key === key ? checked.check : null,
    isAsSaved: read !== null && view?.stale !== true && key === JSON.stringify(saved),
    begin: () => put(draftOf(view?.overrides ?? null, detail)),
    edit: (edit) => setDraft((before) => keptEdit(folder, packageHash, before, edit)),
    save: (reason) =>
      carryOut(() => saveOverrides(folder, { version, packageHash, reason, ...(JSON.parse(key) as Changes) })),
    remove: (reason) => carryOut(() => deleteOverrides(folder, { reason })),
  };
}

function keptEdit(
  folder: string,
  packageHash: string,
  before: OverrideDraft | null,
  edit: DraftEdit,
): OverrideDraft | null {
  if (before === null) return null;
  const next = editDraft(before, edit);
  keepDraft(folder, packageHash, next);
  return next;
}
