import { type DriverContext, DriverError, ScpiClient, type ScpiClientOptions } from '@neurohub/sequence-sdk';

/** A client for the instrument at `host`, `port` of its settings, with the time limit `timeout_ms` for each answer. */
export function clientFor(context: DriverContext, options: Partial<ScpiClientOptions>): ScpiClient {
  const { name, config } = context;
  const { host = '127.0.0.1', port, timeout_ms: timeoutMs = 1000 } = config;
  if (typeof host !== 'string' || typeof port !== 'number' || typeof timeoutMs !== 'number') {
    throw new DriverError(`"${name}" needs a host, a port and a timeout_ms in its settings`, { instrument: name });
  }
  return new ScpiClient({ context, host, port, timeoutMs, ...options });
}
