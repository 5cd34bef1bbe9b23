import { Readable } from 'node:stream';
import { CodedError } from '@neurohub/contracts/errors';
import * as z from 'zod';
import type { HubServer } from '../api/hub-server.ts';
import { byteRange } from './byte-range.ts';
import type { Packages } from './packages.ts';

/** The bytes of an archive. A download that was cut off goes on by `Range`. */
export function archiveRoute(server: HubServer, packages: Packages): void {
  server.get('/api/sequences/:name/versions/:version/archive', {
    schema: {
      summary: 'Download the archive of a version',
      description: '`ETag` is the SHA-256 of the file. `Range` with one range of bytes and `If-Range` are understood.',
      tags: ['packages'],
      params: z.object({ name: z.string().max(100), version: z.string().max(100) }),
    },
    handler: async (request, reply) => {
      const { name, version } = request.params;
      const { archiveSha256, size, withdrawnAt } = await packages.version(name, version);
      // A person may look at it still.
      if (withdrawnAt !== null && request.station)
        throw new CodedError('VERSION_WITHDRAWN', `${name} ${version} was withdrawn at ${withdrawnAt}`);
      const etag = `"${archiveSha256}"`;
      reply.headers({ etag, 'accept-ranges': 'bytes', 'content-type': 'application/x-tar' });
      reply.header('repr-digest', `sha-256=:${Buffer.from(archiveSha256, 'hex').toString('base64')}:`);
      reply.header('content-disposition', `attachment; filename="${name}-${version}.tar"`);
      if (request.headers['if-none-match'] === etag) return reply.status(304).send();
      const { range, 'if-range': ifRange } = request.headers;
      const wanted = byteRange({ range, ifRange: ifRange as string | undefined }, { size, etag });
      if (wanted === 'beyond') return reply.status(416).header('content-range', `bytes */${size}`).send();
      const { from, to } = wanted ?? { from: 0, to: size - 1 };
      if (wanted) reply.status(206).header('content-range', `bytes ${from}-${to}/${size}`);
      reply.header('content-length', to - from + 1);
      return reply.send(Readable.from(packages.read(archiveSha256, { from, to }), { objectMode: false }));
    },
  });
}
