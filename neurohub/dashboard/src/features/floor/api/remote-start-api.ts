import { type RemoteStart, type RemoteStartAnswer, remoteStartAnswerSchema } from '@neurohub/contracts/hub-live';
import { askHub } from '../../../lib/hub-request.ts';

/** `lastExecutionId`: what the batch showed to who asks; when something else has been tested since, it is refused. */
export const askRemoteStart = (
  stationId: string,
  body: Pick<RemoteStart, 'batchId' | 'dut'> & { lastExecutionId: string | null },
): Promise<RemoteStartAnswer> =>
  askHub(remoteStartAnswerSchema, `/api/stations/${encodeURIComponent(stationId)}/remote-start`, { body });
