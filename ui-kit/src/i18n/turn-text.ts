/** Which turn of which loop, as people count. */
import type { Iteration } from '@neurohub/contracts/record';
import type { LoopView } from '@neurohub/contracts/rest';
import type { TFunction } from 'i18next';
import { formatNumber, type Language, localize } from '../lib/format.ts';

/** `turn 4 of 10, 52`; of nested loops, and of those with a name, `Temperature: turn 2 of 3, 52 · Cycle: turn 4`. */
export function turnText(
  iterations: readonly Iteration[],
  { t, language, loops = [] }: { t: TFunction; language: Language; loops?: readonly LoopView[] | undefined },
): string {
  const texts = iterations.map(({ block, index, value }) => {
    const loop = loops.find((one) => one.block === block);
    const turn = index + 1;
    const text = loop?.turns === undefined ? t('turn.number', { turn }) : t('turn.of', { turn, total: loop.turns });
    const needsName = iterations.length > 1 || loop?.displayName !== undefined;
    const name = needsName ? `${localize(loop?.displayName, language, block)}: ` : '';
    return `${name}${text}${value === undefined ? '' : `, ${typeof value === 'number' ? formatNumber(value, language) : value}`}`;
  });
  return texts.join(' · ');
}
