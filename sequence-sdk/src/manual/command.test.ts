import { manualCommandSchema } from '@neurohub/contracts/record';
import { expect, test } from 'vitest';
import { Driver } from '../driver.ts';
import { command, describeCommands } from './command.ts';
import { categoryOf } from './command-options.ts';

class Meter extends Driver {
  @command({
    displayName: { ko: '전압', en: 'Voltage' },
    params: { channel: { type: 'integer', min: 101, max: 122 }, range: { type: 'string', default: 'auto' } },
    returns: { type: 'float', unit: 'V' },
    timeout: 2,
  })
  async readVoltage(channel: number, _range: string, _signal: AbortSignal) {
    return channel;
  }
  async reset() {}
  async identify() {
    return 'X';
  }
  async selfTest() {}
  notOffered() {}
}

class Supply extends Meter {
  override async readVoltage(channel: number) {
    return -channel;
  }
  @command({ category: 'control', description: 'also the relay' }) override async reset() {}
  @command() discharge() {}
  override async safeStop() {}
}

test('a driver offers what is decorated and what every driver can do', () => {
  const commands = describeCommands(Meter);
  expect(commands.map(({ name, category }) => `${name} ${category}`)).toEqual([
    'identify diagnostic',
    'selfTest diagnostic',
    'reset control',
    'readVoltage measurement',
  ]);
  for (const one of commands) expect(manualCommandSchema.parse(one)).toEqual(one);
  expect(commands.at(-1)).toEqual({
    name: 'readVoltage',
    displayName: { ko: '전압', en: 'Voltage' },
    category: 'measurement',
    parameters: [
      { name: 'channel', type: 'integer', required: true, min: 101, max: 122 },
      { name: 'range', type: 'string', required: false, default: 'auto' },
    ],
    returns: { type: 'float', unit: 'V' },
    timeoutMs: 2000,
  });
});

test('a subclass keeps the commands of its base, adds its own, and leaves the base alone', () => {
  const names = describeCommands(Supply).map(({ name }) => name);
  expect(names).toEqual(['identify', 'selfTest', 'reset', 'safeStop', 'readVoltage', 'discharge']);
  expect(describeCommands(Supply)[2]).toEqual({
    name: 'reset',
    category: 'control',
    description: 'also the relay',
    parameters: [],
  });
  expect(describeCommands(Meter)[2]).toMatchObject({ displayName: { en: 'Reset' } });
});

test.each([
  ['measureVoltage', 'measurement'],
  ['fetch', 'measurement'],
  ['setVoltage', 'control'],
  ['stop', 'control'],
  ['setupScan', 'configuration'],
  ['configure', 'configuration'],
  ['blink', 'diagnostic'],
])('%s is by its name a %s', (method, category) => {
  expect(categoryOf(method)).toBe(category);
});

test('wrong options are named where they are written', () => {
  const wrong = (options: object) => () =>
    class {
      @command(options) go() {}
    };
  expect(wrong({ timeout: 0 })).toThrow('@command "go": timeout is in seconds');
  expect(wrong({ params: { 'a b': { type: 'string' } } })).toThrow('the param "a b"');
});
