import { existsSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import fastifySwagger from '@fastify/swagger';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
  type RawServerDefault,
} from 'fastify';
import {
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import type { FailureAnswers } from './envelope.ts';

/** Of routes that say nothing else. */
const MAX_BODY_BYTES = 256 * 1024;

/** An HTTP server as routes see it: bodies, parameters and answers are typed by their zod schemas. */
export type JsonServer = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** A server that takes and gives JSON only and has no route yet. */
export function createJsonServer(
  log: FastifyBaseLogger,
  { sendFailure }: Pick<FailureAnswers, 'sendFailure'>,
): JsonServer {
  const server: JsonServer = Fastify({
    bodyLimit: MAX_BODY_BYTES,
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    routerOptions: { ignoreTrailingSlash: true },
    // An address that cannot be decoded fails before there is a route, and so before the error handler below.
    frameworkErrors: (error, request, reply) => sendFailure(error, request as FastifyRequest, reply as FastifyReply),
    forceCloseConnections: true,
  }).withTypeProvider<ZodTypeProvider>();
  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(serializerCompiler);
  // JSON only: a form of a foreign page can send text/plain without asking.
  server.removeContentTypeParser('text/plain');
  server.setErrorHandler(sendFailure);
  return server;
}

/** `/api/openapi.json` describes every route that is added after this. */
export async function describeRoutes(server: JsonServer, info: { title: string; version: string }): Promise<void> {
  await server.register(fastifySwagger, { openapi: { openapi: '3.1.0', info }, transform: jsonSchemaTransform });
  server.get('/api/openapi.json', { schema: { hide: true } }, async () => server.swagger());
}

/** The built screen; every address that is no file of it is the screen too, for its own routes. Null: it has not been built. */
export async function serveScreen(server: JsonServer, folder: string | null): Promise<void> {
  server.setNotFoundHandler((request, reply) => {
    const wantsPage =
      request.method === 'GET' && !request.url.startsWith('/api/') && request.headers.accept?.includes('text/html');
    if (wantsPage && folder && existsSync(join(folder, 'index.html'))) return reply.sendFile('index.html');
    const error = { code: 'NOT_FOUND', message: `there is nothing at ${request.method} ${request.url}` };
    return reply.status(404).send({ success: false, error });
  });
  if (!folder) return;
  await server.register(fastifyStatic, {
    ...{ root: folder, wildcard: false, cacheControl: true, maxAge: 0 },
    // The build puts them there.
    preCompressed: true,
    // Their names change with what is in them.
    setHeaders: (reply, path) =>
      void (/[\\/]assets[\\/]/.test(path) && reply.header('cache-control', 'public, max-age=31536000, immutable')),
  });
}
