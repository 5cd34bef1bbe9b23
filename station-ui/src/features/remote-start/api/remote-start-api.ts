/** What the person at the station says to a test that NeuroHub asks for. */
import { settledRemoteStartSchema } from '@neurohub/contracts/remote-start-rest';
import { requestData } from '@neurohub/ui-kit/lib/rest-client';

export async function settleRemoteStart(id: string, verb: 'confirm' | 'decline'): Promise<void> {
  await requestData(settledRemoteStartSchema, `/api/remote-starts/${id}/${verb}`, { body: {} });
}
