import { type AgentOptions, Agent as HttpAgent, request as httpRequest, type RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';

type Made = (failure: Error | null, socket?: Duplex) => void;

/** Where a socket is wanted to, as node:http hands it to an agent. */
type Wanted = RequestOptions & ConnectionOptions & { host: string; port: number };

export interface TunnelOptions {
  /** Address of the proxy, with name and password where it wants them. */
  proxy: string;
  /** Of the server behind it. */
  isTls: boolean;
  /** Certificate authorities that are believed; undefined: the known ones. */
  ca: string[] | undefined;
  timeoutMs: number;
}

/** Reaches a server through an HTTP proxy, by CONNECT: what is inside is end to end, also where the proxy knows no WebSocket. */
export function tunnelAgent(options: TunnelOptions): HttpAgent {
  const tls: AgentOptions & ConnectionOptions = { rejectUnauthorized: true, ...(options.ca && { ca: options.ca }) };
  const agent = options.isTls ? new HttpsAgent(tls) : new HttpAgent();
  const createConnection = (wanted: Wanted, made: Made): undefined => {
    openTunnel(options, wanted).then(
      (tunnel) =>
        made(null, options.isTls ? connectTls({ ...wanted, ...tls, ...serverName(wanted), socket: tunnel }) : tunnel),
      (failure: Error) => made(failure),
    );
  };
  return Object.assign(agent, { createConnection });
}

function openTunnel({ proxy, ca, timeoutMs }: TunnelOptions, { host, port }: Wanted): Promise<Duplex> {
  const { hostname, port: proxyPort, protocol, username, password } = new URL(proxy);
  const isTls = protocol === 'https:';
  const name = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64');
  const target = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const wanted = {
    ...{
      method: 'CONNECT',
      host: hostname,
      port: proxyPort || (isTls ? 443 : 80),
      path: target,
      agent: false as const,
    },
    ...{ headers: { host: target, ...(username && { 'proxy-authorization': `Basic ${name}` }) } },
    ...{ signal: AbortSignal.timeout(timeoutMs), rejectUnauthorized: true, ...(ca && { ca }) },
  };
  return new Promise((resolve, reject) => {
    const asked = isTls ? httpsRequest(wanted) : httpRequest(wanted);
    asked.once('error', (cause) => reject(new Error(`the proxy ${hostname} does not answer: ${cause.message}`)));
    asked.once('connect', (answer, tunnel) => {
      if (answer.statusCode === 200) return resolve(tunnel);
      tunnel.destroy();
      reject(new Error(`the proxy ${hostname} answered ${answer.statusCode} to CONNECT ${target}`));
    });
    asked.once('response', (answer) => {
      answer.destroy();
      reject(new Error(`the proxy ${hostname} answered ${answer.statusCode} to CONNECT ${target}`));
    });
    asked.end();
  });
}

const serverName = ({ host }: Wanted) => (isIP(host) ? {} : { servername: host });
