import {
  reachSchema,
  triedInstrumentsSchema,
  tryBackendBodySchema,
  tryInstrumentsBodySchema,
} from '@neurohub/contracts/config-rest';
import { failureSchema, successOf } from '@neurohub/contracts/rest';
import { tryBackend } from '../../sync/try-backend.ts';
import type { ApiDependencies } from '../api-dependencies.ts';
import type { ApiServer } from '../api-server.ts';
import { success } from '../envelope.ts';
import { instrumentsInUse, tryInstrument } from '../try-instrument.ts';

const tags = ['config'];
/** A text of 1 MB, escaped. */
const bodyLimit = 2.5 * 1024 ** 2;
const refusals = { 400: failureSchema, 422: failureSchema };

/** Whether what a configuration names can be reached, before it is saved. */
export function configTryRoutes(server: ApiServer, deps: ApiDependencies): void {
  const { configs, batches, version, clock, sync } = deps;
  server.post('/api/config/try/backend', {
    bodyLimit,
    schema: {
      summary: 'Whether NeuroHub can be reached as this text says, and takes its key. Nothing is saved',
      description: 'A masked secret stands for the one of the file.',
      ...{ tags, body: tryBackendBodySchema, response: { 200: successOf(reachSchema), ...refusals } },
    },
    handler: async ({ body: { text } }) => {
      const { backend, station } = await configs.wouldBe(text);
      const { installId } = sync;
      return success(await tryBackend(backend, { stationId: station.id, installId, version, clock }));
    },
  });
  server.post('/api/config/try/instruments', {
    schema: {
      summary: 'Whether there is something where these instruments should be. Nothing is sent to them',
      description:
        'An address is connected to and left at once; of a device it is looked whether it is there and may be used. What a process of ' +
        'this station has now is not touched: many instruments take one connection only.',
      ...{ tags, body: tryInstrumentsBodySchema, response: { 200: successOf(triedInstrumentsSchema), ...refusals } },
    },
    handler: async ({ body: { hardware } }) => {
      const fill = (text: string) => configs.withValues(text);
      const inUse = instrumentsInUse(batches, fill);
      const tried = Object.entries(hardware).map(
        async ([id, settings]) => [id, await tryInstrument(settings, { inUse, fill })] as const,
      );
      return success(Object.fromEntries(await Promise.all(tried)));
    },
  });
}
