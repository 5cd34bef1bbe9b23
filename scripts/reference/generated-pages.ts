/** docs/reference/, by path below the project: made from the source, so that it cannot say anything else. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandPage } from './command-page.ts';
import { errorsPage } from './errors-page.ts';
import { hubRestPage } from './hub-rest-page.ts';
import { hubSocketPage } from './hub-socket-page.ts';
import { hubMetricsPage, metricsPage } from './metrics-page.ts';
import { restPage } from './rest-page.ts';
import { sdkPages } from './sdk-pages.ts';
import { socketPage } from './socket-page.ts';

export const ROOT = join(fileURLToPath(import.meta.url), '../../..');

export function generatedPages(): Record<string, string> {
  const rest = restPage();
  const hubRest = hubRestPage();
  return {
    ...sdkPages(ROOT),
    'docs/reference/rest.md': rest,
    'docs/reference/socket.md': socketPage(rest),
    'docs/reference/metrics.md': metricsPage(),
    'docs/reference/neurohub-rest.md': hubRest,
    'docs/reference/neurohub-socket.md': hubSocketPage(hubRest),
    'docs/reference/neurohub-metrics.md': hubMetricsPage(),
    'docs/reference/errors.md': errorsPage(),
    'docs/reference/station-command.md': commandPage(),
  };
}
