import type { Server } from 'node:http';
import { bindHttp, type ListenerKind, type ListenOptions } from '@neurohub/server-kit/listener';
import { limitConnections } from './connection-limit.ts';

export const LIVE_PATH = '/api/system/live';

const STATION: ListenerKind = {
  ...{ self: 'the station', livePath: LIVE_PATH, limit: limitConnections },
  patience: { requestTimeout: 60_000, keepAliveTimeout: 5_000 },
  // Who reads an answer slower than this keeps nobody waiting.
  silentMs: 300_000,
};

/** @throws PORT_IN_USE, CONFIG_INVALID */
export const bindStation = (options: ListenOptions): Promise<Server> => bindHttp(options, STATION);
