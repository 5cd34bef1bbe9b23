import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import type { TlsOptions } from 'node:tls';
import { FaultLog } from './fault-log.ts';
import { FaultScript } from './fault-script.ts';
import type { HttpFault } from './http-fault.ts';

interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

/** Stands on loopback between a sender and an HTTP server, and harms requests as its script says. Without a fault it is not noticed. */
export class HttpFaultProxy extends FaultLog<HttpFault> {
  readonly script = new FaultScript<HttpFault>();
  readonly #server: Server;
  readonly #scheme: 'http' | 'https';
  /** Of the server behind it; may be changed when that one comes back elsewhere. */
  target: number;
  /** Goes before the script: a fault by what is asked for, such as one record that nobody takes. */
  choose: (asked: { method: string; path: string; body: Buffer; encoding: string | undefined }) => HttpFault | null =
    () => null;
  /** An answer has been sent on, unharmed or not. */
  onRelayed: (path: string) => void = () => undefined;
  #count = 0;

  /** @param tls certificate and key with which it shows itself; without, it speaks plain HTTP */
  static async start(target: number, tls?: TlsOptions): Promise<HttpFaultProxy> {
    const proxy = new HttpFaultProxy(target, tls);
    await once(proxy.#server.listen(0, '127.0.0.1'), 'listening');
    return proxy;
  }

  private constructor(target: number, tls: TlsOptions | undefined) {
    super();
    this.target = target;
    this.#scheme = tls ? 'https' : 'http';
    const take = (asked: IncomingMessage, answer: ServerResponse) => void this.#take(asked, answer);
    this.#server = tls ? createTlsServer(tls, take) : createServer(take);
  }

  get address(): string {
    return `${this.#scheme}://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** From the next connection on it shows this certificate; those that stand are closed. */
  showCertificate(tls: TlsOptions): void {
    (this.#server as ReturnType<typeof createTlsServer>).setSecureContext(tls);
    this.#server.closeAllConnections();
  }

  /** How many requests were taken so far. */
  get requests(): number {
    return this.#count;
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async #take(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    try {
      this.#count += 1;
      const number = this.#count;
      const body = await buffer(asked);
      const { method = '', url: path = '', headers } = asked;
      const fault = this.choose({ method, path, body, encoding: headers['content-encoding'] }) ?? this.script.next();
      if (fault) this.note(fault, number);
      await this.#carry({ asked, body, answer }, fault);
      this.onRelayed(path);
    } catch {
      // The server behind, or the sender, is gone: the other one sees its connection break.
      asked.socket.resetAndDestroy();
    }
  }

  async #carry(
    { asked, body, answer }: { asked: IncomingMessage; body: Buffer; answer: ServerResponse },
    fault: HttpFault | null,
  ): Promise<void> {
    const ask = () => this.#ask(asked, body);
    switch (fault?.kind) {
      case 'requestLost':
        return void asked.socket.resetAndDestroy();
      case 'answer':
        return void answer.writeHead(fault.status, fault.headers).end(fault.body);
      case 'late':
        asked.socket.resetAndDestroy();
        await pause(fault.afterMs);
        return void (await ask());
      case 'rewrite': {
        const { body: came, ...rest } = await ask();
        return relay({ ...rest, body: Buffer.from(fault.change(came.toString())) }, answer);
      }
      case 'answerLost':
        await ask();
        return void asked.socket.resetAndDestroy();
      case 'silence':
        return void (await ask());
      case 'twice':
        await ask();
        return relay(await ask(), answer);
      case 'slowBody':
        return relaySlowly(await ask(), answer, fault.everyMs);
      case 'cutBody':
        return relayCut(await ask(), answer, fault.afterBytes);
      default:
        return relay(await ask(), answer);
    }
  }

  async #ask({ method, url, headers }: IncomingMessage, body: Buffer): Promise<Answer> {
    const asking = request({
      ...{ host: '127.0.0.1', port: this.target, agent: false, method, path: url },
      headers: { ...headers, 'content-length': body.length, connection: 'close' },
    });
    asking.end(body);
    const [came] = (await once(asking, 'response')) as [IncomingMessage];
    return { status: came.statusCode ?? 502, headers: came.headers, body: await buffer(came) };
  }
}

function begin({ status, headers, body }: Answer, answer: ServerResponse): void {
  const { connection: _hop, 'transfer-encoding': _framing, ...kept } = headers;
  answer.writeHead(status, { ...kept, 'content-length': body.length });
}

function relay(from: Answer, answer: ServerResponse): void {
  begin(from, answer);
  answer.end(from.body);
}

async function relaySlowly(from: Answer, answer: ServerResponse, everyMs: number): Promise<void> {
  begin(from, answer);
  for (const byte of from.body) {
    answer.write(Buffer.of(byte));
    await pause(everyMs);
  }
  answer.end();
}

/** Resets once the first bytes have left: a reset overtakes what is still to be sent. */
async function relayCut(from: Answer, answer: ServerResponse, afterBytes: number): Promise<void> {
  begin(from, answer);
  await new Promise((sent) => answer.write(from.body.subarray(0, afterBytes), sent));
  answer.socket?.resetAndDestroy();
}
