/** How people call what is counted by its id, as far as a batch runs it now. Pure. */
import type { BatchView } from '@neurohub/contracts/rest';
import { type Language, localize } from '@neurohub/ui-kit/lib/format';

export interface SequenceNames {
  readonly sequence: (name: string) => string;
  readonly step: (sequenceName: string, name: string) => string;
}

export function sequenceNames(batches: readonly Pick<BatchView, 'sequence'>[], language: Language): SequenceNames {
  const find = (name: string) => batches.find(({ sequence }) => sequence?.name === name)?.sequence;
  return {
    sequence: (name) => localize(find(name)?.displayName, language, name),
    step: (sequenceName, name) => {
      const step = find(sequenceName)?.steps.find((one) => one.name === name);
      return localize(step?.displayName, language, name);
    },
  };
}
