import type { JsonServer } from '@neurohub/server-kit/json-server';

export type HubServer = JsonServer;

/** What each area hands to hub.ts: its routes, with content types and hooks of their own if they need any. */
export type HubRoutes = (server: HubServer) => Promise<void>;
