import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Command,
  type CommandReply,
  commandReplySchema,
  type RecordReply,
  type RecordRequest,
  recordRequestSchema,
  type Telemetry,
  telemetrySchema,
} from '@neurohub/contracts/ipc';
import { killPoint } from '@neurohub/contracts/kill-point';
import { MAX_FRAME_BYTES, type WorkerLane } from '@neurohub/contracts/vocabulary';
import { Reply, Subscriber } from 'zeromq';
import { CommandQueue } from './command-queue.ts';

const TELEMETRY_HIGH_WATER_MARK = 10_000;

export interface WorkerLinkHandlers {
  /** Answers a request of the record lane; the answer goes out when the promise resolves. */
  onRecord(request: RecordRequest): Promise<RecordReply>;
  onTelemetry(telemetry: Telemetry): void;
  /** A frame that is no message of the protocol: this worker has to go. */
  onBadFrame(lane: WorkerLane, reason: string): void;
}

export interface Endpoints {
  cmd: string;
  rec: string;
  pub: string;
}

/** The three sockets to one worker process (docs/ipc.md), bound before it is spawned, used once and thrown away with it. */
export class WorkerLink {
  readonly endpoints: Endpoints;
  readonly #folder: string | null;
  readonly #commands: CommandQueue;
  readonly #records: Reply;
  readonly #telemetry: Subscriber;
  readonly #loops: Promise<void>[];
  #answering = false;
  #closed = false;

  /** The link owns the folder; without one, the sockets are on loopback. @throws when a socket cannot be made. */
  static async open(folder: string | null, handlers: WorkerLinkHandlers): Promise<WorkerLink> {
    const commands = new CommandQueue();
    const records = new Reply({ maxMessageSize: MAX_FRAME_BYTES, linger: 200 });
    const telemetry = new Subscriber({
      receiveHighWaterMark: TELEMETRY_HIGH_WATER_MARK,
      maxMessageSize: MAX_FRAME_BYTES,
    });
    const address = (lane: string) => (folder ? `ipc://${join(folder, lane)}` : 'tcp://127.0.0.1:0');
    await Promise.all([
      commands.socket.bind(address('cmd')),
      records.bind(address('rec')),
      telemetry.bind(address('pub')),
    ]);
    telemetry.subscribe();
    return new WorkerLink({ folder, commands, records, telemetry, handlers });
  }

  private constructor(parts: {
    folder: string | null;
    commands: CommandQueue;
    records: Reply;
    telemetry: Subscriber;
    handlers: WorkerLinkHandlers;
  }) {
    this.#folder = parts.folder;
    this.#commands = parts.commands;
    this.#records = parts.records;
    this.#telemetry = parts.telemetry;
    this.endpoints = {
      cmd: parts.commands.socket.lastEndpoint ?? '',
      rec: parts.records.lastEndpoint ?? '',
      pub: parts.telemetry.lastEndpoint ?? '',
    };
    this.#loops = [this.#serveRecords(parts.handlers), this.#receiveTelemetry(parts.handlers)];
  }

  /** Sends one command and resolves with its answer. Rejects with WORKER_TIMEOUT, or when the link is closed. */
  async command(command: Command, options: { urgent?: boolean; attempts?: number } = {}): Promise<CommandReply> {
    return commandReplySchema.parse(JSON.parse(await this.#commands.send(JSON.stringify(command), options)));
  }

  /** Resolves when everything that had arrived on the record lane has been answered. */
  async drain(): Promise<void> {
    // The I/O thread may still hand over what a dead worker left in the kernel's buffer.
    do await new Promise((resolve) => setTimeout(resolve, 20));
    while (this.#answering);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#commands.close();
    this.#records.close();
    this.#telemetry.close();
    await Promise.allSettled(this.#loops);
    if (this.#folder) await rm(this.#folder, { recursive: true, force: true });
  }

  async #serveRecords(handlers: WorkerLinkHandlers): Promise<void> {
    try {
      for await (const [frame] of this.#records) {
        this.#answering = true;
        const reply = await this.#answerRecord(String(frame), handlers);
        await this.#records.send(JSON.stringify(reply));
        killPoint('service:after-reply');
        this.#answering = false;
      }
    } catch (thrown) {
      if (!this.#closed) handlers.onBadFrame('rec', String(thrown));
    } finally {
      this.#answering = false;
    }
  }

  async #answerRecord(frame: string, handlers: WorkerLinkHandlers): Promise<RecordReply> {
    const parsed = parseFrame(frame, recordRequestSchema);
    if (parsed.ok) return handlers.onRecord(parsed.value);
    handlers.onBadFrame('rec', parsed.reason);
    const error = { code: 'PROTOCOL_ERROR' as const, message: parsed.reason };
    return { type: 'NOT_COMMITTED', retry: false, error };
  }

  async #receiveTelemetry(handlers: WorkerLinkHandlers): Promise<void> {
    try {
      for await (const [frame] of this.#telemetry) {
        const parsed = parseFrame(String(frame), telemetrySchema);
        if (parsed.ok) handlers.onTelemetry(parsed.value);
        else handlers.onBadFrame('pub', parsed.reason);
      }
    } catch (thrown) {
      if (!this.#closed) handlers.onBadFrame('pub', String(thrown));
    }
  }
}

interface Parser<T> {
  safeParse(value: unknown): { success: true; data: T } | { success: false; error: { message: string } };
}

function parseFrame<T>(frame: string, schema: Parser<T>): { ok: true; value: T } | { ok: false; reason: string } {
  let json: unknown;
  try {
    json = JSON.parse(frame);
  } catch (thrown) {
    return { ok: false, reason: `not JSON: ${String(thrown)}` };
  }
  const result = schema.safeParse(json);
  return result.success ? { ok: true, value: result.data } : { ok: false, reason: result.error.message };
}
