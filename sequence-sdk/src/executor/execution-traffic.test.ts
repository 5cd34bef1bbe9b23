import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { Driver, type DriverContext, hardware, ScpiClient, Sequence, sequence, step } from '../index.ts';
import { NotingDriver, start } from './_util.ts';

class Meter extends Driver {
  readonly client: ScpiClient;

  constructor(context: DriverContext) {
    super(context);
    this.client = new ScpiClient({ context, host: '127.0.0.1', port: Number(this.config['port']) });
  }

  protected override openConnection(signal: AbortSignal): Promise<void> {
    return this.client.connect({ signal });
  }
  protected override closeConnection(): Promise<void> {
    return this.client.close();
  }
  async reset(): Promise<void> {}
  identify(signal: AbortSignal): Promise<string> {
    return this.client.query('*IDN?', { signal });
  }
  async selfTest(): Promise<void> {}
  override async safeStop(signal: AbortSignal): Promise<void> {
    await this.client.write('OUTP OFF', { signal });
  }
}

@sequence({ name: 'with_traffic' })
class WithTraffic extends Sequence {
  @hardware() dmm!: Meter;
  @step({ order: 1 }) async ask() {
    this.measure('identity', await this.dmm.identify(this.signal), { limits: { matches: '.' } });
  }
}

test('every byte to and from an instrument can be looked at afterwards, that of safeStop too', async () => {
  const server = createServer((socket) => socket.on('data', () => socket.write('ACME\n')).on('error', () => undefined));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const { host, result } = start(WithTraffic, {
    drivers: {
      dmm: (context) => new Meter({ ...context, config: { port } }),
      silent: (context) => new NotingDriver(context),
    },
  });
  expect(await result).toMatchObject({ verdict: 'PASS' });
  const traffic = host.traffic();
  expect(traffic.map(({ hardware }) => hardware)).toEqual(['dmm']);
  expect(traffic[0]?.text).toMatch(/ → "\*IDN\?\\n"\n.* ← "ACME\\n"\n.* → "OUTP OFF\\n"\n/);
});
