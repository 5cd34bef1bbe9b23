import { CodedError } from '@neurohub/contracts/errors';
import { HUB_PROTOCOL_VERSION } from '@neurohub/contracts/hub-sync';
import type { HubServer } from './hub-server.ts';

/** Looked at before anything else of the body: a station of another protocol may say everything in other words. */
export function refuseOtherProtocols(server: HubServer): void {
  server.addHook('preValidation', async ({ station, body }) => {
    if (!station || typeof body !== 'object' || body === null || !('protocol' in body)) return;
    if (body.protocol === HUB_PROTOCOL_VERSION) return;
    throw new CodedError('HUB_PROTOCOL', `protocol: expected ${HUB_PROTOCOL_VERSION}, got ${body.protocol}`, {
      details: { known: HUB_PROTOCOL_VERSION },
    });
  });
}
