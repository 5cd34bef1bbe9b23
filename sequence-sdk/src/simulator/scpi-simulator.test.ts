import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { ByteServer } from './byte-server.ts';
import { LineServer } from './line-server.ts';
import { ScpiError, ScpiSimulator } from './scpi-simulator.ts';

function supply() {
  const state = { volts: 0, isOn: false };
  const scpi = new ScpiSimulator({
    identity: 'SIM,PSU,1,1.0',
    reset: () => Object.assign(state, { volts: 0, isOn: false }),
    commands: {
      '[SOURce]:VOLTage[:LEVel]': (text = '') => {
        if (Number(text) > 30) throw new ScpiError();
        state.volts = Number(text);
      },
      'OUTPut[:STATe]': (text = '') => {
        state.isOn = text === 'ON';
      },
      'OUTPut[:STATe]?': () => (state.isOn ? 1 : 0),
      'MEASure:VOLTage[:DC]?': (channels = '') => `${state.volts} ${channels}`,
    },
  });
  return { state, scpi };
}

test.each(['MEAS:VOLT? (@101,102)', ':measure:voltage:dc? (@101,102)', 'Meas:Voltage:Dc?  (@101,102)'])(
  '%s is understood',
  (line) => {
    expect(supply().scpi.execute(line)).toBe('0 (@101,102)');
  },
);

test('commands are separated by semicolons, and so are the answers', () => {
  const { state, scpi } = supply();
  expect(scpi.execute('VOLT 5;OUTP ON')).toBeUndefined();
  expect(state).toEqual({ volts: 5, isOn: true });
  expect(scpi.execute('OUTP?;*IDN?')).toBe('1;SIM,PSU,1,1.0');
  scpi.execute('*RST');
  expect(state).toEqual({ volts: 0, isOn: false });
});

test('what is not understood or refused goes to the error queue, oldest first', () => {
  const { scpi } = supply();
  expect(scpi.execute('MEASU:VOLT?')).toBeUndefined();
  scpi.execute('VOLT 31');
  expect([1, 2, 3].map(() => scpi.execute('SYST:ERR?'))).toEqual([
    '-113,"Undefined header;MEASU:VOLT?"',
    '-222,"Data out of range"',
    '0,"No error"',
  ]);
  for (let i = 0; i < 25; i += 1) scpi.execute('X');
  for (let i = 0; i < 19; i += 1) scpi.execute('SYST:ERR?');
  expect(scpi.execute('SYST:ERR?')).toBe('-350,"Queue overflow"');
});

test('a mistake in the code of a simulator is not taken for a refusal', () => {
  const broken = new ScpiSimulator({ identity: '', commands: { X: () => JSON.parse('{') } });
  expect(() => broken.execute('X')).toThrow(SyntaxError);
});

async function clientOf(port: number) {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return socket;
}

test('a line server answers over TCP, however the lines are cut, and lets its port go', async () => {
  const server = new LineServer((line) => (line === 'quiet' ? undefined : line.toUpperCase()));
  onTestFinished(() => server.stop());
  const { host, port } = await server.start();
  expect(host).toBe('127.0.0.1');
  const client = await clientOf(port);
  client.write('quiet\nhe');
  client.write('llo\r\n');
  expect(String((await once(client, 'data'))[0])).toBe('HELLO\n');
  const closed = once(client, 'close');
  await server.stop();
  await server.stop();
  await closed;
  await expect(clientOf(port)).rejects.toThrow('ECONNREFUSED');
});

test('a byte server gives each client its own handler', async () => {
  const server = new ByteServer((send) => {
    let sum = 0;
    return (bytes) => {
      for (const byte of bytes) sum += byte;
      send(Uint8Array.of(sum));
    };
  });
  onTestFinished(() => server.stop());
  const { port } = await server.start();
  const [first, second] = [await clientOf(port), await clientOf(port)];
  first.write(Uint8Array.of(1, 2));
  expect([...(await once(first, 'data'))[0]]).toEqual([3]);
  second.write(Uint8Array.of(4));
  expect([...(await once(second, 'data'))[0]]).toEqual([4]);
});
