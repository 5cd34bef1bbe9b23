import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { TcpFault } from './tcp-fault.ts';

/** One client with its own connection to the server behind the proxy. Whatever the server says after the client spoke is one answer. */
export class TcpConnection {
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #faultOfAnswer: () => TcpFault | null;
  /** Of the answer on its way; undefined between answers. */
  #fault: TcpFault | null | undefined;
  #sentBytes = 0;
  #isSilent = false;

  constructor(client: Socket, server: Socket, faultOfAnswer: () => TcpFault | null) {
    this.#client = client;
    this.#server = server;
    this.#faultOfAnswer = faultOfAnswer;
  }

  /** Carries bytes in both directions until both sides have ended. */
  async run(): Promise<void> {
    await Promise.all([this.#carryQuestions(), this.#carryAnswers()]);
  }

  /** From now on nothing passes, and nobody is told. */
  silence(): void {
    this.#isSilent = true;
  }

  reset(): void {
    this.#client.resetAndDestroy();
    this.#server.destroy();
  }

  async #carryQuestions(): Promise<void> {
    try {
      for await (const chunk of this.#client) {
        this.#fault = undefined;
        if (!this.#isSilent) await write(this.#server, chunk as Buffer);
      }
      if (!this.#isSilent) this.#server.end();
    } catch {
      // The client has reset its connection, or a fault has.
      this.#server.destroy();
    }
  }

  async #carryAnswers(): Promise<void> {
    try {
      for await (const chunk of this.#server) await this.#carryAnswer(chunk as Buffer);
      if (!this.#isSilent) this.#client.end();
    } catch {
      // The server has reset its connection, and its client sees the same.
      if (!this.#isSilent) this.reset();
    }
  }

  async #carryAnswer(chunk: Buffer): Promise<void> {
    if (this.#isSilent) return;
    if (this.#fault === undefined) {
      this.#sentBytes = 0;
      this.#fault = this.#faultOfAnswer();
      if (this.#fault?.kind === 'delay') await pause(this.#fault.ms);
    }
    await this.#deliver(chunk, this.#fault);
  }

  async #deliver(chunk: Buffer, fault: TcpFault | null): Promise<void> {
    switch (fault?.kind) {
      case 'refuse':
      case 'halfOpen':
        // Has struck the connection already.
        return;
      case 'reset':
        if (await this.#sendUpTo(chunk, fault.afterBytes ?? 0)) this.reset();
        return;
      case 'cut':
        if (await this.#sendUpTo(chunk, fault.afterBytes)) this.#close();
        return;
      case 'stall':
        return this.#sendStalled(chunk, fault);
      case 'drip':
        for (const byte of chunk) {
          await this.#send(Buffer.of(byte));
          await pause(fault.everyMs);
        }
        return;
      case 'corrupt':
        return this.#send(
          chunk.map((byte, i) => (this.#sentBytes + i < fault.bytes ? byte ^ (fault.mask ?? 0x80) : byte)),
        );
      default:
        return this.#send(chunk);
    }
  }

  /** Sends as much as is left to `bytes` of the answer. True once those are through. */
  async #sendUpTo(chunk: Buffer, bytes: number): Promise<boolean> {
    await this.#send(chunk.subarray(0, Math.max(0, bytes - this.#sentBytes)));
    return this.#sentBytes >= bytes;
  }

  async #sendStalled(chunk: Buffer, { afterBytes, ms }: { afterBytes: number; ms: number }): Promise<void> {
    const first = chunk.subarray(0, Math.max(0, afterBytes - this.#sentBytes));
    await this.#send(first);
    if (first.length < chunk.length && this.#sentBytes === afterBytes) await pause(ms);
    await this.#send(chunk.subarray(first.length));
  }

  async #send(bytes: Uint8Array): Promise<void> {
    this.#sentBytes += bytes.length;
    if (bytes.length > 0 && !this.#isSilent) await write(this.#client, bytes);
  }

  #close(): void {
    this.#client.end();
    this.#client.destroySoon();
    this.#server.destroy();
  }
}

async function write(socket: Socket, bytes: Uint8Array): Promise<void> {
  if (socket.destroyed || socket.write(bytes)) return;
  await Promise.race([once(socket, 'drain'), once(socket, 'close')]);
}
