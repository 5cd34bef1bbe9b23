import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { Driver, type DriverContext, ScpiClient, TrafficRing } from '@neurohub/sequence-sdk';
import type { BenchCase } from '../bench-case.ts';
import { summarise } from '../statistics.ts';

const INSTRUMENT = fileURLToPath(new URL('../children/scpi-instrument.ts', import.meta.url));
const QUERY = 'MEAS:VOLT:DC?';
const WARM_UP = 500;
/** At least so much of the raw socket's queries per second. */
const AIM = 0.7;

class Meter extends Driver {
  readonly #client: ScpiClient;

  constructor(context: DriverContext, port: number) {
    super(context);
    this.#client = new ScpiClient({ context, host: '127.0.0.1', port });
  }
  protected override openConnection(signal: AbortSignal): Promise<void> {
    return this.#client.connect({ signal });
  }
  protected override closeConnection(): Promise<void> {
    return this.#client.close();
  }
  async reset(): Promise<void> {}
  identify(signal: AbortSignal): Promise<string> {
    return this.#client.query('*IDN?', { signal });
  }
  async selfTest(): Promise<void> {}
  async voltage(signal: AbortSignal): Promise<number> {
    this.requireConnected('voltage');
    return Number(await this.#client.query(QUERY, { signal }));
  }
}

/** What the driver of an instrument costs: a query with time limit, abort signal, queue and traffic ring, beside the bare socket. */
export const scpi: BenchCase = {
  name: 'scpi',
  async run({ times, report }) {
    const child = spawn(process.execPath, [INSTRUMENT], { stdio: ['pipe', 'pipe', 'inherit'] });
    try {
      const [line] = await once(child.stdout, 'data');
      const count = times(20_000);
      const raw = await overSocket(Number(String(line)), count);
      report({ id: 'scpi-raw', title: 'query over a bare socket', unit: 'µs', samples: raw });
      report({
        id: 'scpi',
        title: `SCPI query through a driver, with traffic ring (aim: ${AIM * 100} % of the bare socket's rate)`,
        unit: 'µs',
        samples: await throughDriver(Number(String(line)), count),
        baseline: 'scpi-raw',
        aim: { of: 'p50', atMost: Math.round(summarise(raw).p50 / AIM) },
      });
      report({
        id: 'scpi-ring',
        title: 'one query and its answer kept in a full ring',
        unit: 'µs',
        samples: inRing(count),
      });
    } finally {
      await ended(child);
    }
  },
};

async function overSocket(port: number, count: number): Promise<number[]> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  let answered: (() => void) | undefined;
  socket.on('data', (chunk) => {
    if (chunk.at(-1) === 0x0a) answered?.();
  });
  const ask = () =>
    new Promise<void>((resolve) => {
      answered = resolve;
      socket.write(`${QUERY}\n`);
    });
  const samples = await timed(count, ask);
  socket.destroy();
  return samples;
}

async function throughDriver(port: number, count: number): Promise<number[]> {
  const silent = () => undefined;
  const log = { debug: silent, info: silent, warning: silent, error: silent };
  const meter = new Meter({ name: 'dmm', config: {}, log, traffic: new TrafficRing() }, port);
  const { signal } = new AbortController();
  await meter.connect(signal);
  const samples = await timed(count, async () => {
    if ((await meter.voltage(signal)) !== 5.01) throw new Error('the meter did not answer');
  });
  await meter.disconnect();
  return samples;
}

function inRing(count: number): number[] {
  const ring = new TrafficRing();
  const [query, answer] = [Buffer.from(`${QUERY}\n`), Buffer.from('+5.01000000E+00\n')];
  return Array.from({ length: count }, () => {
    const begun = performance.now();
    ring.record('out', query);
    ring.record('in', answer);
    return (performance.now() - begun) * 1000;
  });
}

async function timed(count: number, act: () => Promise<void>): Promise<number[]> {
  const samples: number[] = [];
  for (let i = 0; i < WARM_UP + count; i += 1) {
    const begun = performance.now();
    await act();
    samples.push((performance.now() - begun) * 1000);
  }
  return samples.slice(WARM_UP);
}

async function ended(child: ChildProcessByStdio<Writable, Readable, null>): Promise<void> {
  const exited = once(child, 'exit');
  child.stdin.end();
  await exited;
}
