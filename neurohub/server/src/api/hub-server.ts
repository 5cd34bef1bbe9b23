import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';

/** The HTTP server as routes see it: bodies, parameters and answers are typed by their zod schemas. */
export type HubServer = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** What each area hands to hub.ts: its routes, with content types and hooks of their own if they need any. */
export type HubRoutes = (server: HubServer) => Promise<void>;
