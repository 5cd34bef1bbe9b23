import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { Driver, type DriverContext } from '../driver.ts';
import { ScpiClient } from '../scpi/scpi-client.ts';

/** A power supply on a real socket that can be unplugged, silenced and exchanged. */
export class TestInstrument {
  readonly commands: string[] = [];
  identity = 'ACME,PSU,1';
  isOn = false;
  /** Called with each command before it is answered; false: no answer. */
  heard: (command: string) => boolean | undefined = () => undefined;
  #server: Server | null = null;
  #sockets = new Set<Socket>();
  #port = 0;

  static async make(): Promise<TestInstrument> {
    const made = new TestInstrument();
    await made.plugIn();
    onTestFinished(() => made.unplug());
    return made;
  }

  get port(): number {
    return this.#port;
  }

  async plugIn(): Promise<void> {
    const server = createServer((socket) => this.#serve(socket)).listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
  }

  /** Resets every connection, and refuses new ones. */
  async unplug(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    this.reset();
    if (server) await new Promise((resolve) => server.close(resolve));
  }

  /** Resets every connection; new ones are taken. */
  reset(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket)).on('error', () => undefined);
    socket.setEncoding('utf8').on('data', (text: string) => {
      for (const command of text.trim().split('\n')) this.#obey(command, socket);
    });
  }

  #obey(command: string, socket: Socket): void {
    this.commands.push(command);
    if (this.heard(command) === false) return;
    if (command === '*IDN?') socket.write(`${this.identity}\n`);
    if (command === 'OUTP?') socket.write(`${Number(this.isOn)}\n`);
    if (command.startsWith('OUTP ')) this.isOn = command.endsWith('ON');
    if (command === 'MEAS?') socket.write(this.isOn ? '5\n' : '0\n');
  }
}

/** Reads; holds nothing that could be forgotten. */
export class TestMeter extends Driver {
  readonly scpi: ScpiClient;

  constructor(context: DriverContext, port: number) {
    super(context);
    this.scpi = new ScpiClient({ context, port: `tcp://127.0.0.1:${port}`, timeoutMs: 300 });
  }

  protected override openConnection(signal: AbortSignal): Promise<void> {
    return this.scpi.connect({ signal });
  }

  protected override closeConnection(): Promise<void> {
    return this.scpi.close();
  }

  async reset(): Promise<void> {}
  async selfTest(): Promise<void> {}

  identify(signal: AbortSignal): Promise<string> {
    return this.perform('identify', signal, (own) => this.scpi.query('*IDN?', { signal: own }));
  }

  async read(signal: AbortSignal): Promise<number> {
    return Number(await this.perform('read', signal, (own) => this.scpi.query('MEAS?', { signal: own })));
  }

  switchTo(state: 'ON' | 'OFF', signal: AbortSignal): Promise<void> {
    return this.perform('switchTo', signal, async (own) => {
      await this.scpi.write(`OUTP ${state}`, { signal: own });
      // The instrument has it once it answers.
      await this.scpi.query('OUTP?', { signal: own });
    });
  }
}

/** Holds energy: whether it still does after a loss, nobody says. */
export class TestSupply extends TestMeter {
  override async safeStop(signal: AbortSignal): Promise<void> {
    await this.scpi.connect({ signal });
    await this.scpi.write('OUTP OFF', { signal });
    await this.scpi.query('OUTP?', { signal });
  }
}

/** Says whether its output is as the steps have left it. */
export class VouchingSupply extends TestSupply {
  override async reconnected(signal: AbortSignal): Promise<void> {
    if ((await this.scpi.query('OUTP?', { signal })) !== '1') throw new Error('its output is off');
  }
}
