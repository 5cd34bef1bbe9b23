import { Readable } from 'node:stream';
import { CodedError } from '@neurohub/contracts/errors';
import type { SignatureView } from '@neurohub/contracts/packages-rest';
import {
  failureSchema,
  type SequenceSummary,
  sequenceDetailSchema,
  sequenceSummarySchema,
  successOf,
  type UploadedSequence,
  uploadedSequenceSchema,
  uploadQuerySchema,
} from '@neurohub/contracts/rest';
import { INSTALLED_FOLDER } from '@neurohub/package-kit';
import * as z from 'zod';
import type { ApiDependencies } from '../api-dependencies.ts';
import type { ApiServer } from '../api-server.ts';
import { audited, whoAsks } from '../audited.ts';
import { success } from '../envelope.ts';

const tags = ['sequences'];

export function sequenceRoutes(server: ApiServer, deps: ApiDependencies): void {
  const { packages, intake, versions, overrides, log } = deps;
  server.get('/api/sequences', {
    schema: {
      summary: 'The sequence packages of this station; a broken one with its error',
      tags,
      response: { 200: successOf(z.array(sequenceSummarySchema)) },
    },
    handler: async () => {
      const [listed, signatures] = await Promise.all([packages.list(), versions.signatures()]);
      const withMore = (summary: SequenceSummary) => ({
        ...summary,
        ...signatureOf(summary, signatures),
        overridden: overrides.has(summary.name),
      });
      return success(listed.map(withMore));
    },
  });
  server.post('/api/sequences', {
    schema: {
      summary: 'Take in a packed package (`station pack`), beside its other versions',
      description:
        'The body is the archive itself, `content-type: application/x-tar`, at most 50 MB. It is checked as a whole first: names, hashes, ' +
        'signature, manifest, imports, and what its classes declare. A refusal has all problems in `details`, and nothing has changed then. ' +
        'The same again changes nothing; one at a time.',
      tags,
      querystring: uploadQuerySchema,
      response: {
        200: successOf(uploadedSequenceSchema),
        403: failureSchema,
        409: failureSchema,
        413: failureSchema,
        422: failureSchema,
      },
    },
    handler: async ({ body, query: { use }, actor }) => {
      if (!(body instanceof Readable))
        throw new CodedError('UNSUPPORTED_MEDIA_TYPE', 'the body has to be an archive, as application/x-tar');
      const entry = { action: 'package.upload', ...whoAsks(actor) } as const;
      const uploaded = await audited(deps, entry, () => intake.receive(body, { use }), toEntry);
      const { name, version, packageHash, signedBy, isCurrent } = uploaded;
      log.info({ name, version, packageHash, signedBy: signedBy?.name ?? null, isCurrent }, 'a package was uploaded');
      return success(uploaded);
    },
  });
  server.get('/api/sequences/:name', {
    schema: {
      summary: 'One sequence package with its steps, parameters and hardware',
      tags,
      params: z.object({ name: z.string().max(100).describe('name in the manifest, or name of the folder') }),
      response: { 200: successOf(sequenceDetailSchema), 404: failureSchema },
    },
    handler: async ({ params: { name } }) => success(await packages.detail(name)),
  });
}

/** Folders that somebody is working on carry none. */
function signatureOf(
  { folder }: SequenceSummary,
  installed: ReadonlyMap<string, SignatureView>,
): Pick<SequenceSummary, 'signature'> {
  const prefix = `${INSTALLED_FOLDER}/`;
  if (!folder.startsWith(prefix)) return { signature: { state: 'folder', by: null } };
  const signature = installed.get(folder.slice(prefix.length));
  return signature ? { signature } : {};
}

const toEntry = ({ name, version, packageHash, signedBy, isCurrent }: UploadedSequence) => ({
  detail: { name, version, packageHash, signedBy: signedBy?.name ?? null, isCurrent },
});
