import type { HubRoutes, HubServer } from '../api/hub-server.ts';
import type { HubParts } from '../hub-parts.ts';
import type { HubMetrics } from './hub-metrics.ts';

/** For Prometheus, and for what reads its format. */
export const metricsRoutes =
  ({ metrics }: Pick<HubParts, 'metrics'>): HubRoutes =>
  async (server) => {
    server.get('/metrics', {
      schema: {
        summary: 'Metrics in the text format of Prometheus',
        description:
          'For people who may look, and for a program that shows `NEUROHUB_METRICS_TOKEN` as `Authorization: Bearer`. ' +
          'What each of them means is in [metrics of NeuroHub](neurohub-metrics.md).',
        tags: ['system'],
      },
      handler: async (_, reply) => {
        const text = await metrics.text();
        return reply.type(metrics.contentType).send(text);
      },
    });
  };

/** Every request to a declared route, by its pattern: what strangers ask for makes no series. */
export function timeRequests(server: HubServer, metrics: HubMetrics): void {
  server.addHook('onResponse', async ({ method, routeOptions }, reply) => {
    const { url: route } = routeOptions;
    if (route === undefined || !routeOptions.config.hubNeeds) return;
    const status = `${Math.floor(reply.statusCode / 100)}xx`;
    const seconds = reply.elapsedTime / 1000;
    metrics.histogram('neurohub_http_request_duration_seconds').observe({ method, route, status }, seconds);
  });
}
