import type { ApiDependencies } from '../api-dependencies.ts';
import type { ApiServer } from '../api-server.ts';

/** For Prometheus, and for what reads its format. */
export function metricsRoutes(server: ApiServer, { metrics }: ApiDependencies): void {
  server.get('/metrics', {
    schema: {
      summary: 'Metrics in the text format of Prometheus',
      description: 'What each of them means is in [metrics](metrics.md).',
      tags: ['system'],
    },
    handler: async (_, reply) => {
      const text = await metrics.text();
      return reply.type(metrics.contentType).send(text);
    },
  });
}
