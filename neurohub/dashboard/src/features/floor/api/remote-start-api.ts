import { type AskRemoteStartBody, type RemoteStartAnswer, remoteStartAnswerSchema } from '@neurohub/contracts/hub-live';
import { askHub } from '../../../lib/hub-request.ts';

export const askRemoteStart = (stationId: string, body: AskRemoteStartBody): Promise<RemoteStartAnswer> =>
  askHub(remoteStartAnswerSchema, `/api/stations/${encodeURIComponent(stationId)}/remote-start`, { body });
