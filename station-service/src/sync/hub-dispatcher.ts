import { readFile } from 'node:fs/promises';
import { getCACertificates } from 'node:tls';
import type { BackendConfig } from '@neurohub/contracts/backend-config';
import { Agent, type Dispatcher, ProxyAgent } from 'undici';

/** Of one lane each, with one to spare for a heartbeat. */
const CONNECTIONS = 6;

/**
 * The connections to NeuroHub. TLS is checked whatever the environment says, a private authority counts besides the known ones, and no
 * request is ever repeated here. @throws what the reading of `ca_file` throws
 */
export async function hubDispatcher({ proxy, caFile, timeoutsMs }: BackendConfig): Promise<Dispatcher> {
  const ca = caFile === undefined ? {} : { ca: [...getCACertificates(), await readFile(caFile, 'utf8')] };
  const tls = { rejectUnauthorized: true, timeout: timeoutsMs.connect, ...ca };
  const options = {
    ...{ connections: CONNECTIONS, pipelining: 1, allowH2: false, connectTimeout: timeoutsMs.connect },
    ...{ headersTimeout: timeoutsMs.headers, bodyTimeout: timeoutsMs.idle },
  };
  if (proxy === undefined) return new Agent({ ...options, connect: tls });
  return new ProxyAgent({ ...options, uri: proxy, requestTls: tls, proxyTls: tls });
}
