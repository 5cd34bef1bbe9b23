import { type SequenceDetail, sequenceDetailSchema } from '@neurohub/contracts/rest';
import { requestData } from '@neurohub/ui-kit/lib/rest-client';

/** What the package of a batch declares: the names of its parameters. */
export const fetchSequence = (name: string): Promise<SequenceDetail> =>
  requestData(sequenceDetailSchema, `/api/sequences/${encodeURIComponent(name)}`);
