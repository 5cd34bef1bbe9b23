import type { Actor } from '@neurohub/contracts/auth';
import { isCodedError } from '@neurohub/contracts/errors';
import {
  deleteOverridesBodySchema,
  type Overrides,
  type OverridesCheck,
  type OverridesView,
  overridesBodySchema,
  overridesCheckBodySchema,
  overridesCheckSchema,
  overridesViewSchema,
} from '@neurohub/contracts/overrides';
import { failureSchema, successOf } from '@neurohub/contracts/rest';
import { isStale, type OverriddenRelease, releaseOf, resolveOverrides } from '@neurohub/package-kit';
import * as z from 'zod';
import type { ApiDependencies } from '../api-dependencies.ts';
import type { ApiServer } from '../api-server.ts';
import { audited, whoAsks } from '../audited.ts';
import { success } from '../envelope.ts';
import { whoOf } from '../who-of.ts';

const tags = ['sequences'];
const params = z.object({ name: z.string().max(100).describe('name in the manifest, or name of the folder') });
const response = { 200: successOf(overridesViewSchema), 404: failureSchema, 409: failureSchema, 422: failureSchema };

export function overridesRoutes(server: ApiServer, deps: ApiDependencies): void {
  const { packages, overrides: store, clock, log } = deps;
  server.get('/api/sequences/:name/overrides', {
    schema: { summary: 'What this station changes of the release of a package', tags, params, response },
    handler: async ({ params: { name } }) => {
      const release = releaseOf(await packages.load(name));
      return success(viewOf(await store.read(release.name), release));
    },
  });
  server.put('/api/sequences/:name/overrides', {
    schema: {
      summary: 'Change steps and limits of a release; counts from the next start of every batch that runs the package',
      description:
        'Version and hash are those of the package that was looked at: OVERRIDES_STALE when it is another one now. Steps and limits are checked against it.',
      ...{ tags, params, response },
      body: overridesBodySchema,
    },
    handler: async ({ params: { name }, body, actor }) => {
      const release = releaseOf(await packages.load(name));
      const overrides = { ...body, ...whoWants(actor, body.by), at: clock.wallIso() };
      const view = viewOf(overrides, release, 'refuse');
      const { reason, by } = overrides;
      const detail = { sequence: release.name, by, reason, differs: view.differs };
      const entry = { action: 'overrides.save', ...whoAsks(actor), detail } as const;
      await audited(deps, entry, () => store.write(release.name, overrides));
      log.info({ sequence: release.name, by, reason, differs: view.differs }, 'overrides were saved');
      return success(view);
    },
  });
  server.post('/api/sequences/:name/overrides/check', {
    schema: {
      summary: 'What these overrides would change, or what is wrong with them and where; nothing is kept',
      ...{
        tags,
        params,
        body: overridesCheckBodySchema,
        response: { ...response, 200: successOf(overridesCheckSchema) },
      },
    },
    handler: async ({ params: { name }, body }) => {
      const unsaid = { reason: '-', by: '-', at: clock.wallIso() };
      return success(checkOf({ ...body, ...unsaid }, releaseOf(await packages.load(name))));
    },
  });
  server.delete('/api/sequences/:name/overrides', {
    schema: {
      summary: 'Go back to the release; works for a package that cannot be loaded, too',
      body: deleteOverridesBodySchema.nullish().transform((body) => body ?? {}),
      ...{ tags, params, response: { 200: successOf(z.object({ deleted: z.boolean() })), 404: failureSchema } },
    },
    handler: async ({ params: { name }, body: { reason, operator }, actor }) => {
      const sequence = await packages.nameOf(name);
      const entry = { action: 'overrides.delete', ...whoAsks(actor), detail: { sequence, reason, operator } } as const;
      const deleted = await audited(deps, entry, () => store.delete(sequence));
      if (deleted) log.info({ sequence }, 'overrides were deleted');
      return success({ deleted });
    },
  });
}

/** The one who is signed in, else the name that is given. */
function whoWants(actor: Actor | null, given: string | undefined): Pick<Overrides, 'by'> {
  return { by: whoOf({ actor }, { operator: given }).by };
}

/** @throws OVERRIDES_STALE */
function checkOf(overrides: Overrides, release: OverriddenRelease): OverridesCheck {
  try {
    return { problems: [], differs: resolveOverrides(overrides, release).differs };
  } catch (thrown) {
    if (!isCodedError(thrown) || thrown.code !== 'OVERRIDES_INVALID') throw thrown;
    return { problems: (thrown.details?.['problems'] ?? []) as OverridesCheck['problems'], differs: [] };
  }
}

/** @throws OVERRIDES_INVALID; OVERRIDES_STALE when `stale` are to be refused. */
function viewOf(
  overrides: Overrides | undefined,
  release: OverriddenRelease,
  stale: 'show' | 'refuse' = 'show',
): OverridesView {
  const { version, packageHash } = release;
  const shown = { overrides: overrides ?? null, package: { version, packageHash } };
  const isOld = overrides !== undefined && isStale(overrides, release);
  if (!overrides || (isOld && stale === 'show')) return { ...shown, stale: isOld, differs: [] };
  return { ...shown, stale: false, differs: resolveOverrides(overrides, release).differs };
}
