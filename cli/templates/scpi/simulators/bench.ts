import { createServer, type Server } from 'node:net';
import type { DriverContext } from '@neurohub/sequence-sdk';

/** A supply and a meter that measures its output, over real sockets. */
export class Bench implements AsyncDisposable {
  isOn = false;
  /** What the meter reads, relative to what was set. */
  gain = 1;
  #volts = 0;
  readonly #dmm = instrument((command) => {
    if (command === '*IDN?') return 'SIM,DMM,1,1.0';
    return command === 'MEAS:VOLT:DC?' ? String(this.isOn ? this.#volts * this.gain : 0) : undefined;
  });
  readonly #power = instrument((command) => {
    const [word, value] = command.split(' ');
    if (word === 'VOLT') this.#volts = Number(value);
    if (word === 'OUTP') this.isOn = value === 'ON';
    return command === '*IDN?' ? 'SIM,PSU,1,1.0' : undefined;
  });

  /** What a driver needs to reach `name`. */
  async context(name: 'dmm' | 'power'): Promise<DriverContext> {
    const server = name === 'dmm' ? this.#dmm : this.#power;
    if (!server.listening) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const silent = () => undefined;
    const log = { debug: silent, info: silent, warning: silent, error: silent };
    return { name, config: { host: '127.0.0.1', port, timeout_ms: 1000 }, log };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const server of [this.#dmm, this.#power])
      if (server.listening) await new Promise((resolve) => server.close(resolve));
  }
}

/** `answer` gets one command and gives the reply of a query. */
function instrument(answer: (command: string) => string | undefined): Server {
  return createServer((socket) => {
    let rest = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const reply = line === 'SYST:ERR?' ? '0,"No error"' : answer(line);
        if (reply !== undefined) socket.write(`${reply}\n`);
      }
    });
  });
}
