/** What there is to be heard, from one state of the station to the next. Pure. */
import type { Alarm } from '@neurohub/contracts/record';
import type { BatchView } from '@neurohub/contracts/rest';

/** A test that somebody has stopped is not told: he stands there. */
export type SoundCue = 'pass' | 'fail' | 'fault' | 'question' | 'alarm' | 'refused';

export function cuesOfBatches(before: readonly BatchView[], after: readonly BatchView[]): SoundCue[] {
  const known = new Map(before.map((batch) => [batch.id, batch.execution]));
  return after.flatMap(({ id, execution }) => {
    if (!execution || !known.has(id)) return [];
    const last = known.get(id);
    const isSame = last?.id === execution.id;
    const asked = new Set(isSame ? last.prompts.map((prompt) => prompt.id) : []);
    const isAsked = execution.prompts.some((prompt) => !asked.has(prompt.id));
    const hasEnded = execution.verdict !== null && !(isSame && last.verdict === execution.verdict);
    return [...(isAsked ? (['question'] as const) : []), ...(hasEnded ? cuesOfEnd(execution) : [])];
  });
}

function cuesOfEnd({ verdict, endReason }: Pick<NonNullable<BatchView['execution']>, 'verdict' | 'endReason'>) {
  if (verdict === 'PASS') return ['pass'] as const;
  if (verdict === 'FAIL') return ['fail'] as const;
  return endReason === 'operatorStop' || endReason === 'killed' ? [] : (['fault'] as const);
}

/** One for all that came at once. */
export function cuesOfAlarms(before: readonly Alarm[], after: readonly Alarm[]): SoundCue[] {
  const known = new Set(before.map(({ id }) => id));
  const isNew = ({ id, acknowledgedAt }: Alarm) => acknowledgedAt === undefined && !known.has(id);
  return after.some(isNew) ? ['alarm'] : [];
}
