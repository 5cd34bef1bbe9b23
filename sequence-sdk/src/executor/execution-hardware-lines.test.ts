/** Instruments on a serial line and behind OPC-UA that are lost in the middle of a test: real lines, real servers. */
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordEvent } from '@neurohub/contracts/ipc';
import { PressServer, PtyPair, ptyUnavailable } from '@neurohub/simulators';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { Driver, type DriverContext } from '../driver.ts';
import { hardware, Sequence, sequence, step } from '../index.ts';
import { OpcUaClient } from '../opcua/opcua-client.ts';
import { LineClient } from '../transport/line-client.ts';
import { type Started, start } from './_util.ts';

abstract class Reader extends Driver {
  abstract read(signal: AbortSignal): Promise<unknown>;
  async reset(): Promise<void> {}
  async selfTest(): Promise<void> {}
}

class SerialReader extends Reader {
  readonly #line: LineClient;

  constructor(context: DriverContext, port: string) {
    super(context);
    this.#line = new LineClient({ context, port, serial: { watchMs: 10 }, timeoutMs: 500 });
  }

  protected override openConnection(signal: AbortSignal): Promise<void> {
    return this.#line.connect({ signal });
  }
  protected override closeConnection(): Promise<void> {
    return this.#line.close();
  }
  identify(signal: AbortSignal): Promise<string> {
    return this.perform('identify', signal, (own) => this.#line.query('ID', { signal: own }));
  }
  read(signal: AbortSignal): Promise<unknown> {
    return this.perform('read', signal, (own) => this.#line.query('READ', { signal: own }));
  }
}

class OpcUaReader extends Reader {
  readonly #client: OpcUaClient;

  constructor(context: DriverContext, endpoint: string) {
    super(context);
    this.#client = new OpcUaClient({ context, endpoint });
  }

  protected override openConnection(signal: AbortSignal): Promise<void> {
    return this.#client.connect({ signal });
  }
  protected override closeConnection(): Promise<void> {
    return this.#client.close();
  }
  async identify(signal: AbortSignal): Promise<string> {
    const name = await this.perform('identify', signal, (own) =>
      this.#client.read('ns=1;s=Press.Name', { signal: own }),
    );
    return String(name);
  }
  read(signal: AbortSignal): Promise<unknown> {
    return this.perform('read', signal, (own) => this.#client.read('ns=1;s=Press.Force', { signal: own }));
  }
}

/** Something happens while the instrument is idle; then it is read. */
function run(make: (context: DriverContext) => Reader, meanwhile: (made: () => Started) => Promise<void>): Started {
  @sequence({ name: 'reading' })
  class Reading extends Sequence {
    @hardware() reader!: Reader;
    @step({ order: 1 }) async idle() {
      await meanwhile(() => started);
    }
    @step({ order: 2 }) async read() {
      this.log.info(String(await this.reader.read(this.signal)));
    }
  }
  const hardwareErrors = { reconnectAttempts: 50, reconnectDelayMs: 20, onFailure: 'safe_stop' } as const;
  const started = start(Reading, { drivers: { reader: make }, plan: { hardwareErrors } });
  return started;
}

const untilLost = ({ told }: Started) =>
  vi.waitFor(() => expect(told).toContainEqual(expect.objectContaining({ type: 'HARDWARE_STATUS', state: 'lost' })), {
    timeout: 10_000,
  });
const typesOf = ({ recorder }: Started): RecordEvent['type'][] => recorder.committed.map(({ type }) => type);

const unavailable = ptyUnavailable();

describe.skipIf(unavailable)(`a serial instrument${unavailable ? ` (skipped: ${unavailable})` : ''}`, () => {
  const folder = () => {
    const made = mkdtempSync(join(tmpdir(), 'line-'));
    onTestFinished(() => rmSync(made, { recursive: true }));
    return made;
  };
  /** A device under this name, as the operating system gives it again after a replug. */
  async function plugIn(link: string, identity: string): Promise<PtyPair> {
    const pair = await PtyPair.open();
    onTestFinished(() => pair.close());
    pair.onBytes((chunk) => {
      for (const command of String(chunk).trim().split('\n'))
        pair.write(Buffer.from(`${command === 'ID' ? identity : '5.0'}\n`));
    });
    rmSync(link, { force: true });
    symlinkSync(pair.path, link);
    return pair;
  }

  test('row 71: that is unplugged while idle is seen at once, and goes on when the same one is plugged in again', async () => {
    const link = join(folder(), 'ttyUSB0');
    const pair = await plugIn(link, 'METER,1');
    const made = run(
      (context) => new SerialReader(context, link),
      async (now) => {
        await pair.hangUp();
        await untilLost(now());
        await plugIn(link, 'METER,1');
      },
    );
    expect(await made.result).toMatchObject({ verdict: 'PASS' });
    expect(typesOf(made)).toEqual(expect.arrayContaining(['hardwareLost', 'hardwareBack']));
  });

  test('row 71: that comes back as another device ends the test by its identity, and is not read', async () => {
    const link = join(folder(), 'ttyUSB0');
    const pair = await plugIn(link, 'METER,1');
    const made = run(
      (context) => new SerialReader(context, link),
      async (now) => {
        await pair.hangUp();
        await untilLost(now());
        await plugIn(link, 'METER,2');
      },
    );
    const result = await made.result;
    expect(result.verdict).toBe('ERROR');
    expect(JSON.stringify(made.recorder.committed)).toContain('DIFFERENT_INSTRUMENT');
    expect(made.steps().filter((text) => text.startsWith('read'))).toEqual([]);
  });
});

test('an OPC-UA server that is restarted while nobody asks it is seen at once, and its session made anew', async () => {
  let server = await PressServer.listen();
  const { endpoint } = server;
  onTestFinished(() => server.close());
  const made = run(
    (context) => new OpcUaReader(context, endpoint),
    async (now) => {
      await server.close();
      await untilLost(now());
      server = await PressServer.listen({ port: Number(new URL(endpoint).port) });
    },
  );
  expect(await made.result).toMatchObject({ verdict: 'PASS' });
  expect(typesOf(made)).toEqual(expect.arrayContaining(['hardwareLost', 'hardwareBack']));
});
