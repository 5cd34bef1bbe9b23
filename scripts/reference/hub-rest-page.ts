/** docs/reference/neurohub-rest.md, from the routes of NeuroHub as they are registered. */
import { ROLES } from '@neurohub/contracts/auth';
import * as live from '@neurohub/contracts/hub-live';
import * as registry from '@neurohub/contracts/hub-registry';
import * as hubRest from '@neurohub/contracts/hub-rest';
import * as results from '@neurohub/contracts/hub-results';
import * as sync from '@neurohub/contracts/hub-sync';
import * as record from '@neurohub/contracts/record';
import * as rest from '@neurohub/contracts/rest';
import type { HubServer } from '../../neurohub/server/src/api/hub-server.ts';
import { ROUTE_ROLES } from '../../neurohub/server/src/api/route-roles.ts';
import { hubRoutes, type RouteParts } from '../../neurohub/server/src/hub-routes.ts';
import { collectRoutes, section } from './route-sections.ts';
import { SchemaText } from './schema-text.ts';

/** Made by the server itself. */
const OF_THE_SERVER = 'GET /api/openapi.json';
/** What routes are declared with is asked only when requests come. */
const NOTHING: unknown = new Proxy(() => undefined, { get: () => NOTHING, apply: () => NOTHING });

export function hubRestPage(): string {
  const text = new SchemaText([rest, record, hubRest, sync, live, registry, results]);
  const routes = collectRoutes((server) => {
    for (const area of hubRoutes(NOTHING as RouteParts)) void area(server as HubServer);
  });
  const missing = Object.keys(ROUTE_ROLES).filter((name) => !routes.some((route) => route.name === name));
  if (missing.join() !== OF_THE_SERVER) throw new Error(`roles for routes that there are not: ${missing.join(', ')}`);
  const sections = routes.map((route) => section(route, { text, roles: ROUTE_ROLES }));
  return `# REST of NeuroHub

Made from the routes and the contracts by \`node scripts/reference/write.ts\`. The same as OpenAPI 3.1: \`GET /api/openapi.json\` of a running NeuroHub.

Bodies are JSON, at most 256 KB where nothing else is said. Every answer is \`{"success": true, "data": …}\` or \`{"success": false, "error": {"code", "message", "details"?}}\`; below, *answers* is \`data\`. Every route may also refuse with 400 (VALIDATION_ERROR), 403 (HOST_NOT_ALLOWED, ORIGIN_NOT_ALLOWED, CSRF_REFUSED), 500 (INTERNAL_ERROR) and 503 (SHUTTING_DOWN, STORAGE_FAILED); what each code means: [errors](errors.md).

Each role may do what those before it may: ${ROLES.map((role) => `\`${role}\``).join(', ')}; \`anyone\` need not be known. \`station\` is the station of the path, by its key as \`X-API-Key\` or a token as \`Authorization: Bearer\`; \`viewerOrStation\` is either. Without a role that is enough: 401 (NOT_SIGNED_IN, SIGN_IN_FAILED), 403 (NOT_ALLOWED), 429 (TOO_MANY_ATTEMPTS). A station is refused with 401 (STATION_UNKNOWN) or 403 (STATION_KEY_REVOKED, STATION_CLONED, NOT_ALLOWED).

${sections.join('\n\n')}

## Shapes

\`ErrorCode\` is one of [errors](errors.md).

\`\`\`ts
${text.shapes().join('\n\n')}
\`\`\`
`;
}
