import type { StepStatus } from '@neurohub/contracts/vocabulary';
import type { Virtualizer } from '@tanstack/react-virtual';
import { useEffect, useState } from 'react';
import type { TreeRow } from '../store/step-tree.ts';

interface FollowParts {
  readonly rows: readonly TreeRow[];
  readonly virtual: Virtualizer<HTMLDivElement, Element>;
  readonly isOn: boolean;
}

/** Rows around what runs that should be seen, too. */
const AROUND = 2;

const BAD: readonly StepStatus[] = ['error', 'failed', 'interrupted', 'aborted'];

/** The row to look at: of the step that runs; once nothing does, of the first that did not pass. */
function rowToSee(rows: readonly TreeRow[], isOn: boolean): number {
  const statusAt = (row: TreeRow) => (row.kind === 'step' ? row.step.status : undefined);
  const running = rows.findIndex((row) => statusAt(row) === 'running');
  return running >= 0 || isOn ? running : rows.findIndex((row) => BAD.some((status) => status === statusAt(row)));
}

/** Keeps the step that matters in sight of its box, until somebody looks elsewhere, and again when the next test begins. */
export function useFollow({ rows, virtual, isOn }: FollowParts) {
  const [isFollowing, setFollowing] = useState(true);
  const index = rowToSee(rows, isOn);
  useEffect(() => {
    if (isOn) setFollowing(true);
  }, [isOn]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows that come above move it
  useEffect(() => {
    if (!isFollowing || index < 0) return;
    const { startIndex = 0, endIndex = -1 } = virtual.range ?? {};
    const last = Math.min(rows.length - 1, index + AROUND);
    if (index >= startIndex && last <= endIndex) return;
    // Near the top: the list stands still for as many steps as it has room for.
    virtual.scrollToIndex(Math.max(0, index - AROUND), { align: 'start' });
  }, [index, rows.length, isFollowing]);
  return { isFollowing, follow: () => setFollowing(true), onLookAround: () => setFollowing(false) };
}
