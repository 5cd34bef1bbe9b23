import type { SequenceDetail } from '@neurohub/contracts/rest';
import { type Loaded, settle } from '@neurohub/ui-kit/lib/loaded';
import { useEffect, useState } from 'react';
import type { ConfigApi } from '../api/config-api.ts';

/** The chosen package; of two that were asked for, the one that was chosen last. */
export function useSequence(api: Pick<ConfigApi, 'sequence'>, name: string): Loaded<SequenceDetail> {
  const [answered, setAnswered] = useState<{ name: string; answer: Loaded<SequenceDetail> } | null>(null);
  useEffect(() => {
    let isWanted = true;
    if (name !== '') void settle(api.sequence(name)).then((answer) => isWanted && setAnswered({ name, answer }));
    return () => {
      isWanted = false;
    };
  }, [api, name]);
  return answered?.name === name ? answered.answer : { status: 'loading' };
}
