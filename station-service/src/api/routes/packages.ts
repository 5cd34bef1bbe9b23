import type { AuditEntry } from '@neurohub/contracts/audit';
import { offeredPackagesSchema } from '@neurohub/contracts/hub-registry';
import {
  packagePullSchema,
  packageReasonBodySchema,
  packageVersionsSchema,
  useVersionBodySchema,
  type VersionInUse,
  versionInUseSchema,
  wantPackageBodySchema,
} from '@neurohub/contracts/packages-rest';
import { failureSchema, successOf } from '@neurohub/contracts/rest';
import * as z from 'zod';
import type { ApiDependencies } from '../api-dependencies.ts';
import type { ApiServer } from '../api-server.ts';
import { audited, whoAsks } from '../audited.ts';
import { success } from '../envelope.ts';
import { whoOf } from '../who-of.ts';

const params = z.object({
  name: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/)
    .describe('of an installed package'),
});
const tags = ['sequences'];

/** Installed versions: which there are, and which is in use from the next start of a batch on. */
export function packageRoutes(server: ApiServer, deps: ApiDependencies): void {
  const { versions, log } = deps;
  const choose = async (entry: AuditEntry, act: () => Promise<VersionInUse>) => {
    const chosen = await audited(deps, entry, act, ({ version, id, freed }) => ({
      detail: { ...entry.detail, version, id, freed },
    }));
    log.info({ ...entry.detail, ...chosen }, 'a person has chosen the version in use');
    return success(chosen);
  };
  const response = { 200: successOf(versionInUseSchema), 404: failureSchema };
  server.get('/api/sequences/:name/versions', {
    schema: {
      summary: 'The versions of an installed package: who signed each, which is in use, and which was before',
      ...{ tags, params, response: { 200: successOf(packageVersionsSchema) } },
    },
    handler: async ({ params: { name } }) => success(await versions.of(name)),
  });
  server.post('/api/sequences/:name/use', {
    schema: {
      summary: 'Make an installed version the one in use: each batch takes it when it starts the next time',
      description: 'It holds for every batch, also for those that NeuroHub gave a version of their own.',
      ...{ tags, params, body: useVersionBodySchema, response },
    },
    handler: async ({ params: { name }, body: { version, ...why }, actor }) =>
      choose({ action: 'package.use', ...whoAsks(actor), detail: { name, ...why } }, () => versions.use(name, version)),
  });
  server.post('/api/sequences/:name/rollback', {
    schema: {
      summary: 'Go back to the version that was in use before; as `use` of that version',
      ...{ tags, params, body: packageReasonBodySchema, response },
    },
    handler: async ({ params: { name }, body: why, actor }) =>
      choose({ action: 'package.rollback', ...whoAsks(actor), detail: { name, ...why } }, () =>
        versions.rollback(name),
      ),
  });
  hubPackageRoutes(server, deps);
}

/** What NeuroHub wants here, and what people here want of it. */
function hubPackageRoutes(server: ApiServer, deps: ApiDependencies): void {
  const { pull, packageRequests } = deps;
  server.get('/api/system/packages', {
    schema: {
      summary: 'The packages that NeuroHub wants here: which version is wanted, installed and in use, and why not',
      tags: ['system'],
      response: { 200: successOf(packagePullSchema) },
    },
    handler: async () => success(await pull.view()),
  });
  server.post('/api/system/packages/ask', {
    schema: {
      summary: 'Ask NeuroHub now which packages it wants here, without waiting for the next sign of life',
      tags: ['system'],
      response: { 200: successOf(packagePullSchema) },
    },
    handler: async () => {
      pull.refresh();
      return success(await pull.view());
    },
  });
  server.get('/api/system/packages/offered', {
    schema: {
      summary: 'The packages of NeuroHub with their versions, as it answers now',
      tags: ['system'],
      response: { 200: successOf(offeredPackagesSchema), 503: failureSchema },
    },
    handler: async () => success(await packageRequests.offered()),
  });
  server.post('/api/system/packages/want', {
    schema: {
      summary:
        'Want a version of NeuroHub here: it becomes a deployment to this station, and goes the way of every other',
      tags: ['system'],
      body: wantPackageBodySchema,
      response: { 200: successOf(packagePullSchema), 404: failureSchema, 409: failureSchema, 503: failureSchema },
    },
    handler: async ({ body, actor }) => {
      const { operator, ...wanted } = body;
      const { by } = whoOf({ actor }, { operator });
      const entry = { action: 'package.want', ...whoAsks(actor), detail: { ...wanted, operator } } as const;
      await audited(deps, entry, () => packageRequests.want({ ...wanted, by }));
      return success(await pull.view());
    },
  });
}
