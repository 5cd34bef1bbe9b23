/** A Modbus TCP device by another hand than the client that is tested with it: the four tables of one unit, over a real socket. */
import { createServer } from 'node:net';
import type { ServerTCP } from 'modbus-serial';

export class ModbusServer {
  readonly coils = new Map<number, boolean>();
  readonly discreteInputs = new Map<number, boolean>();
  readonly holdingRegisters = new Map<number, number>();
  readonly inputRegisters = new Map<number, number>();
  readonly #server: ServerTCP;
  readonly port: number;

  private constructor(Server: typeof ServerTCP, port: number, unit: number) {
    this.port = port;
    const read =
      <T>(table: Map<number, T>) =>
      (address: number): T => {
        const value = table.get(address);
        // How the library wants it: exception 2, illegal data address.
        if (value === undefined) throw Object.assign(new Error('no such address'), { modbusErrorCode: 2 });
        return value;
      };
    const vector = {
      getCoil: read(this.coils),
      getDiscreteInput: read(this.discreteInputs),
      getHoldingRegister: read(this.holdingRegisters),
      getInputRegister: read(this.inputRegisters),
      setCoil: (address: number, isOn: boolean) => void this.coils.set(address, isOn),
      setRegister: (address: number, value: number) => void this.holdingRegisters.set(address, value),
    };
    this.#server = new Server(vector, { host: '127.0.0.1', port, unitID: unit });
  }

  /** @param port 0 takes any free one */
  static async listen({ port = 0, unit = 1 } = {}): Promise<ModbusServer> {
    // Loaded when it is needed: most who import the simulators do not.
    const { ServerTCP: Server } = await import('modbus-serial');
    const server = new ModbusServer(Server, port === 0 ? await freePort() : port, unit);
    await new Promise((resolve, reject) => {
      server.#server.once('initialized', resolve).once('serverError', reject);
    });
    return server;
  }

  /** Cuts every open connection; new ones are welcome. */
  cutAll(): void {
    for (const socket of this.#server.socks.keys()) socket.destroy();
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.cutAll();
    await closed;
  }
}

/** The library does not say which port it was given. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
