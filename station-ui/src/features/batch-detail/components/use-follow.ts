import type { Virtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect, useState } from 'react';
import type { TreeRow } from '../store/step-tree.ts';

interface FollowParts {
  readonly rows: readonly TreeRow[];
  readonly box: RefObject<HTMLElement | null>;
  readonly virtual: Virtualizer<HTMLDivElement, Element>;
  readonly isOn: boolean;
}

/** Rows around what runs that should be seen, too. */
const AROUND = 2;

/** Keeps the step that runs in sight of its box, until somebody looks elsewhere, and again when the next test begins. */
export function useFollow({ rows, box, virtual, isOn }: FollowParts) {
  const [isFollowing, setFollowing] = useState(true);
  const running = rows.findIndex((row) => row.kind === 'step' && row.step.status === 'running');
  useEffect(() => {
    if (isOn) setFollowing(true);
  }, [isOn]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows that come above move it
  useEffect(() => {
    const element = box.current;
    if (!isFollowing || running < 0 || !element || element.scrollHeight <= element.clientHeight) return;
    virtual.scrollToIndex(Math.max(0, running - AROUND), { align: 'auto' });
    virtual.scrollToIndex(Math.min(rows.length - 1, running + AROUND), { align: 'auto' });
  }, [running, rows.length, isFollowing]);
  return { isFollowing, follow: () => setFollowing(true), onLookAround: () => setFollowing(false) };
}
