/** docs/reference/rest.md, from the routes of the service as they are registered. */
import * as audit from '@neurohub/contracts/audit';
import { ROLES } from '@neurohub/contracts/auth';
import * as authRest from '@neurohub/contracts/auth-rest';
import * as backupRest from '@neurohub/contracts/backup-rest';
import * as configRest from '@neurohub/contracts/config-rest';
import * as exportsRest from '@neurohub/contracts/exports-rest';
import * as hubSync from '@neurohub/contracts/hub-sync';
import * as monitorRest from '@neurohub/contracts/monitor-rest';
import * as packagesRest from '@neurohub/contracts/packages-rest';
import * as record from '@neurohub/contracts/record';
import * as remoteStartRest from '@neurohub/contracts/remote-start-rest';
import * as rest from '@neurohub/contracts/rest';
import * as savedFiltersRest from '@neurohub/contracts/saved-filters-rest';
import * as statistics from '@neurohub/contracts/statistics-rest';
import * as syncRest from '@neurohub/contracts/sync-rest';
import type { ApiDependencies } from '../../station-service/src/api/api-dependencies.ts';
import type { ApiServer } from '../../station-service/src/api/api-server.ts';
import { ROUTE_ROLES } from '../../station-service/src/api/route-roles.ts';
import { alarmRoutes } from '../../station-service/src/api/routes/alarms.ts';
import { auditRoutes } from '../../station-service/src/api/routes/audit.ts';
import { authRoutes } from '../../station-service/src/api/routes/auth.ts';
import { backupRoutes } from '../../station-service/src/api/routes/backups.ts';
import { batchConfigRoutes } from '../../station-service/src/api/routes/batch-config.ts';
import { batchRoutes } from '../../station-service/src/api/routes/batches.ts';
import { configRoutes } from '../../station-service/src/api/routes/config.ts';
import { configTryRoutes } from '../../station-service/src/api/routes/config-tries.ts';
import { executionRoutes } from '../../station-service/src/api/routes/executions.ts';
import { exportRoutes } from '../../station-service/src/api/routes/exports.ts';
import { logRoutes } from '../../station-service/src/api/routes/logs.ts';
import { manualRoutes } from '../../station-service/src/api/routes/manual.ts';
import { metricsRoutes } from '../../station-service/src/api/routes/metrics.ts';
import { monitorRoutes } from '../../station-service/src/api/routes/monitor.ts';
import { overridesRoutes } from '../../station-service/src/api/routes/overrides.ts';
import { packageRoutes } from '../../station-service/src/api/routes/packages.ts';
import { peopleRoutes } from '../../station-service/src/api/routes/people.ts';
import { promptRoutes } from '../../station-service/src/api/routes/prompts.ts';
import { remoteStartRoutes } from '../../station-service/src/api/routes/remote-starts.ts';
import { resultRoutes } from '../../station-service/src/api/routes/results.ts';
import { savedFilterRoutes } from '../../station-service/src/api/routes/saved-filters.ts';
import { sequenceControlRoutes } from '../../station-service/src/api/routes/sequence-control.ts';
import { sequenceRoutes } from '../../station-service/src/api/routes/sequences.ts';
import { sharedRoutes } from '../../station-service/src/api/routes/shared.ts';
import { statisticsRoutes } from '../../station-service/src/api/routes/statistics.ts';
import { supportRoutes } from '../../station-service/src/api/routes/support.ts';
import { syncRoutes } from '../../station-service/src/api/routes/sync.ts';
import { systemRoutes } from '../../station-service/src/api/routes/system.ts';
import { systemHealthRoutes } from '../../station-service/src/api/routes/system-health.ts';
import { collectRoutes, type Route, section } from './route-sections.ts';
import { SchemaText } from './schema-text.ts';

const ALL = [
  ...[
    systemRoutes,
    systemHealthRoutes,
    monitorRoutes,
    authRoutes,
    peopleRoutes,
    metricsRoutes,
    supportRoutes,
    sharedRoutes,
    syncRoutes,
    batchRoutes,
    backupRoutes,
    batchConfigRoutes,
    configRoutes,
    configTryRoutes,
    sequenceControlRoutes,
    alarmRoutes,
    auditRoutes,
    executionRoutes,
    manualRoutes,
    promptRoutes,
    remoteStartRoutes,
    sequenceRoutes,
    packageRoutes,
  ],
  overridesRoutes,
];
/** Made by the server itself. */
const OF_THE_SERVER = 'GET /api/openapi.json';

export function restPage(): string {
  const text = new SchemaText([
    ...[rest, record, configRest, backupRest, monitorRest, authRest, audit, remoteStartRest],
    ...[statistics, exportsRest, savedFiltersRest],
    ...[syncRest, hubSync, packagesRest],
  ]);
  const sections = declaredRoutes().map((route) => section(route, { text, roles: ROUTE_ROLES }));
  return `# REST

Made from the routes and the contracts by \`node scripts/reference/write.ts\`. The same as OpenAPI 3.1: \`${OF_THE_SERVER}\` of a running station.

Bodies are JSON, at most 256 KB. Every answer is \`{"success": true, "data": …}\` or \`{"success": false, "error": {"code", "message", "details"?}}\`; below, *answers* is \`data\`. Every route may also refuse with 400 (VALIDATION_ERROR), 403 (HOST_NOT_ALLOWED, ORIGIN_NOT_ALLOWED), 500 (INTERNAL_ERROR) and, when the station is ending, 503 (SHUTTING_DOWN); what each code means: [errors](errors.md). A \`commandId\` makes a command safe to repeat: the same again has the same answer and no second effect.

Each role may do what those before it may: ${ROLES.map((role) => `\`${role}\``).join(', ')}. With authentication off, the screen is a \`technician\`, and a program on the machine itself may do everything ([security](../security.md)). Without a role that is enough: 401 (NOT_SIGNED_IN, SIGN_IN_FAILED), 403 (NOT_ALLOWED), 429 (TOO_MANY_ATTEMPTS).

${sections.join('\n\n')}

## Shapes

\`ErrorCode\` is one of [errors](errors.md).

\`\`\`ts
${text.shapes().join('\n\n')}
\`\`\`
`;
}

function declaredRoutes(): Route[] {
  const routes = collectRoutes((server) => {
    for (const declare of [...ALL, resultRoutes, savedFilterRoutes, exportRoutes, statisticsRoutes, logRoutes])
      declare(server as unknown as ApiServer, {} as ApiDependencies);
  });
  const missing = Object.keys(ROUTE_ROLES).filter((name) => !routes.some((route) => route.name === name));
  if (missing.join() !== OF_THE_SERVER) throw new Error(`rest-page.ts does not know the routes ${missing.join(', ')}`);
  return routes;
}
