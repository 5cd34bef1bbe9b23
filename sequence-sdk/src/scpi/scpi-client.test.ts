import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { PtyPair, ptyUnavailable } from '@neurohub/simulators';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { testContext } from '../transport/_util.ts';
import { ScpiClient, type ScpiClientOptions } from './scpi-client.ts';

type Answer = (command: string, socket: Socket) => void;

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  vi.useRealTimers();
  for (const close of closers.splice(0)) await close();
});

/** A TCP instrument that answers each line as told, and a client for it. */
async function instrument(answer: Answer, options: Partial<ScpiClientOptions> = {}) {
  const commands: string[] = [];
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    let text = '';
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      text += chunk;
      for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n')) {
        const command = text.slice(0, end).trim();
        text = text.slice(end + 1);
        commands.push(command);
        answer(command, socket);
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = new ScpiClient({ host: '127.0.0.1', port, instrument: 'dmm', ...options });
  closers.push(async () => {
    await client.close();
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { client, commands, sockets, port, server };
}

const echo: Answer = (command, socket) => socket.write(`${command} ok\n`);

describe('ScpiClient', () => {
  test('gives a query its reply, without line end and blanks', async () => {
    const { client } = await instrument((_, socket) => socket.write('  +5.000E+00 \r\n'));
    await client.connect();
    expect(client.isConnected).toBe(true);
    expect(await client.query('MEAS:VOLT?')).toBe('+5.000E+00');
  });

  test('sends calls made at the same time one after the other, each with its own reply', async () => {
    const { client, commands } = await instrument(echo);
    await client.connect();
    const replies = await Promise.all(['A?', 'B?', 'C?'].map((command) => client.query(command)));
    expect(replies).toEqual(['A? ok', 'B? ok', 'C? ok']);
    expect(commands).toEqual(['A?', 'B?', 'C?']);
  });

  test('puts a reply together that comes byte by byte', async () => {
    const { client } = await instrument((_, socket) => {
      const bytes = [...Buffer.from('5.01 µV\r\n')];
      const next = () => {
        const byte = bytes.shift();
        if (byte !== undefined) socket.write(Buffer.from([byte]), () => setImmediate(next));
      };
      next();
    });
    await client.connect();
    expect(await client.query('MEAS?')).toBe('5.01 µV');
    expect(await client.query('MEAS?')).toBe('5.01 µV');
  });

  test('speaks with another line end when told to', async () => {
    const { client, commands } = await instrument((command, socket) => socket.write(`${command}\n still\r\n`), {
      terminator: '\r\n',
    });
    await client.connect();
    expect(await client.query('*IDN?')).toBe('*IDN?\n still');
    expect(commands).toEqual(['*IDN?']);
  });

  test('ends a query that gets no reply, naming instrument, command and limit', async () => {
    const { client } = await instrument(() => undefined);
    await client.connect();
    await expect(client.query('MEAS?', { timeoutMs: 20 })).rejects.toMatchObject({
      name: 'DriverTimeoutError',
      code: 'DRIVER_TIMEOUT',
      details: { instrument: 'dmm', command: 'MEAS?', timeoutMs: 20 },
    });
  });

  test('never gives a late reply to a later query', async () => {
    let late: (() => void) | undefined;
    const { client, sockets } = await instrument((command, socket) => {
      if (command === 'SLOW?') late = () => socket.write('slow\n');
      else echo(command, socket);
    });
    await client.connect();
    await expect(client.query('SLOW?', { timeoutMs: 20 })).rejects.toMatchObject({ code: 'DRIVER_TIMEOUT' });
    late?.();
    expect(await client.query('FAST?')).toBe('FAST? ok');
    expect(sockets).toHaveLength(2);
  });

  test('never gives a line that nobody asked for to a query', async () => {
    const { client, sockets } = await instrument((command, socket) => socket.write(`${command} ok\n`));
    await client.connect();
    await client.query('A?');
    const first = sockets[0] as Socket;
    const closed = once(first, 'close');
    first.write('99.9\n');
    await closed;
    expect(await client.query('B?')).toBe('B? ok');
    expect(sockets).toHaveLength(2);
  });

  test('says that the connection ended in the middle of a reply, and connects anew for the next call', async () => {
    const { client } = await instrument((command, socket) => {
      if (command === 'HALF?') socket.end('5.0');
      else echo(command, socket);
    });
    await client.connect();
    await expect(client.query('HALF?')).rejects.toMatchObject({
      code: 'DRIVER_CONNECTION',
      message: expect.stringContaining('middle of a reply'),
    });
    expect(await client.query('A?')).toBe('A? ok');
  });

  test('sees the end of the connection while it waits', async () => {
    const { client } = await instrument((_, socket) => socket.destroy());
    await client.connect();
    await expect(client.query('A?')).rejects.toMatchObject({ code: 'DRIVER_CONNECTION' });
  });

  test('ends at once when its signal fires, while it waits for the reply or for its turn', async () => {
    const { client, commands } = await instrument(() => undefined);
    await client.connect();
    const stop = new AbortController();
    const reason = new Error('stopped');
    const first = client.query('A?', { signal: stop.signal });
    const second = client.query('B?', { signal: stop.signal });
    stop.abort(reason);
    await expect(first).rejects.toBe(reason);
    await expect(second).rejects.toBe(reason);
    await expect(client.query('C?', { signal: stop.signal })).rejects.toBe(reason);
    expect(commands).not.toContain('B?');
  });

  test('refuses a reply that grows without end', async () => {
    const { client } = await instrument((_, socket) => socket.write('x'.repeat(2000)), { maxLineBytes: 1000 });
    await client.connect();
    await expect(client.query('A?')).rejects.toMatchObject({
      code: 'DRIVER_COMMUNICATION',
      message: expect.stringContaining('1000'),
    });
  });

  test('asks for errors after each command when told to, and reports all of them', async () => {
    const queue: string[] = [];
    const { client, commands } = await instrument(
      (command, socket) => {
        if (command === 'BAD') queue.push('-113,"Undefined header"', '-222,"Data out of range"');
        if (command === 'SYST:ERR?') socket.write(`${queue.shift() ?? '+0,"No error"'}\n`);
        if (command === 'A?') socket.write('1\n');
      },
      { checkErrors: true },
    );
    await client.connect();
    await client.write('GOOD');
    expect(await client.query('A?')).toBe('1');
    await expect(client.write('BAD')).rejects.toMatchObject({
      code: 'DRIVER_COMMUNICATION',
      message: expect.stringMatching(/BAD.*Undefined header.*out of range/),
      details: { command: 'BAD' },
    });
    expect(commands.slice(0, 4)).toEqual(['GOOD', 'SYST:ERR?', 'A?', 'SYST:ERR?']);
  });

  test('refuses calls before connect and after close, and commands that hold a line end', async () => {
    const { client, commands } = await instrument(echo);
    await expect(client.query('A?')).rejects.toMatchObject({
      code: 'DRIVER_STATE',
      message: expect.stringContaining('query()'),
    });
    await client.connect();
    await expect(client.write('OUTP ON\nA?')).rejects.toMatchObject({ code: 'DRIVER_COMMUNICATION' });
    const waiting = client.query('B?');
    await client.close();
    await client.close();
    await expect(waiting).rejects.toMatchObject({ code: 'DRIVER_STATE' });
    await expect(client.write('C')).rejects.toMatchObject({ code: 'DRIVER_STATE' });
    expect(client.isConnected).toBe(false);
    expect(commands).not.toContain('A?');
  });

  test('says which address cannot be reached, and stays closed', async () => {
    const { client, server, port } = await instrument(echo);
    await new Promise((resolve) => server.close(resolve));
    await expect(client.connect()).rejects.toMatchObject({
      code: 'DRIVER_CONNECTION',
      message: expect.stringContaining(String(port)),
    });
    expect(client.isConnected).toBe(false);
    await expect(client.query('A?')).rejects.toMatchObject({ code: 'DRIVER_STATE' });
  });

  test('asks a query again on a new connection when it got no answer, as often as told', async () => {
    let silent = 2;
    const { client, sockets } = await instrument(
      (command, socket) => {
        if (silent-- > 0) return;
        echo(command, socket);
      },
      { retries: 2, timeoutMs: 20 },
    );
    await client.connect();
    expect(await client.query('A?')).toBe('A? ok');
    expect(sockets).toHaveLength(3);
    silent = 3;
    await expect(client.query('B?')).rejects.toMatchObject({ code: 'DRIVER_TIMEOUT' });
  });

  test('never repeats a command that has no reply, nor a query that the instrument refused', async () => {
    const { client, commands } = await instrument(
      (command, socket) => {
        if (command === 'SYST:ERR?') socket.write('-222,"Data out of range"\n');
        else if (command.endsWith('?')) socket.write('1\n');
      },
      { retries: 3, checkErrors: true },
    );
    await client.connect();
    await expect(client.query('A?')).rejects.toThrow('refused');
    await expect(client.write('B 1')).rejects.toThrow('refused');
    expect(commands.filter((command) => command !== 'SYST:ERR?')).toEqual(['A?', 'B 1']);
  });

  test('keeps other calls out of an exclusive turn', async () => {
    const { client, commands } = await instrument(
      (command, socket) => void (command.endsWith('?') && echo(command, socket)),
    );
    await client.connect();
    const turn = client.exclusive(async (only) => {
      await only.write('CHAN 1');
      const other = client.query('OTHER?');
      return [await only.query('READ?'), other] as const;
    });
    const [reply, other] = await turn;
    expect(reply).toBe('READ? ok');
    expect(await other).toBe('OTHER? ok');
    expect(commands).toEqual(['CHAN 1', 'READ?', 'OTHER?']);
  });

  test('clears and identifies on each new connection when told to', async () => {
    const { client, commands, sockets } = await instrument(
      (command, socket) => {
        if (command === '*IDN?') socket.write('ACME,X\n');
        else if (command.endsWith('?')) echo(command, socket);
      },
      { clearOnConnect: true, identifyOnConnect: true },
    );
    await client.connect();
    expect(client.identity).toBe('ACME,X');
    const closed = once(sockets[0] as Socket, 'close');
    sockets[0]?.destroy();
    await closed;
    await vi.waitFor(async () => expect(await client.query('A?')).toBe('A? ok'));
    expect(commands).toEqual(['*CLS', '*IDN?', '*CLS', '*IDN?', 'A?']);
  });

  test('is not connected when the instrument does not say what it is', async () => {
    const { client } = await instrument(() => undefined, { identifyOnConnect: true, timeoutMs: 20 });
    await expect(client.connect()).rejects.toMatchObject({ code: 'DRIVER_TIMEOUT' });
    expect(client.isConnected).toBe(false);
    await expect(client.query('A?')).rejects.toMatchObject({ code: 'DRIVER_STATE' });
  });

  test('leaves the instrument in peace between two commands for as long as told', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const { client, commands } = await instrument(echo, { holdOffMs: 30 });
    await client.connect();
    await client.query('A?');
    vi.advanceTimersByTime(30);
    // The pause is over by this clock: the command goes out without a timer.
    await client.query('B?');
    const held = client.query('C?', { signal: AbortSignal.timeout(1) });
    await expect(held).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(commands).toEqual(['A?', 'B?']);
  });

  test('ends commands and replies differently when told to', async () => {
    const { client, commands } = await instrument((_, socket) => socket.write('one\r'), {
      replyTerminator: '\r',
    });
    await client.connect();
    expect(await client.query('A?')).toBe('one');
    expect(commands).toEqual(['A?']);
  });

  test('writes every exchange into log and traffic ring of its driver', async () => {
    const context = testContext('dmm');
    const { client } = await instrument(echo, { context, verbose: true });
    await client.connect();
    await client.query('A?');
    await client.write('B');
    expect(context.lines).toEqual(['A? → A? ok', 'B']);
    expect(context.traffic.chunks.map(({ bytes }) => String(bytes))).toEqual(['A?\n', 'A? ok\n', 'B\n']);
  });

  test.skipIf(ptyUnavailable())(
    'speaks over a serial port, and not with late answers of an earlier question',
    async () => {
      const pair = await PtyPair.open();
      closers.push(() => pair.close());
      let late: (() => void) | undefined;
      pair.onBytes((chunk) => {
        const command = String(chunk).trim();
        if (command === 'SLOW?') late = () => pair.write(Buffer.from('slow\n'));
        else pair.write(Buffer.from(`${command} ok\n`));
      });
      const client = new ScpiClient({ port: pair.path, serial: { baudRate: 9600 }, instrument: 'psu' });
      closers.unshift(() => client.close());
      await client.connect();
      expect(await client.query('A?')).toBe('A? ok');
      await expect(client.query('SLOW?', { timeoutMs: 20 })).rejects.toMatchObject({ code: 'DRIVER_TIMEOUT' });
      late?.();
      expect(await client.query('B?')).toBe('B? ok');
    },
  );

  test('says what is missing when it is told neither an address nor a port', () => {
    expect(() => new ScpiClient({ port: 5025, instrument: 'dmm' })).toThrow('"dmm" needs host and port number');
  });
});
