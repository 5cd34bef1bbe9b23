import { runSequence } from '@neurohub/sequence-sdk/testing';
import { expect, it } from 'vitest';
import { BoardConsole } from '../drivers/board-console.ts';
import { Multimeter } from '../drivers/dmm.ts';
import { PowerSupply } from '../drivers/power-supply.ts';
import { PcbTest } from '../sequence.ts';
import { Bench } from './bench.ts';

const silent = () => undefined;
const log = { debug: silent, info: silent, warning: silent, error: silent };

it('passes on the simulator of the package, which is left without power', async () => {
  const bench = new Bench({ hardware: ['dmm', 'power', 'board'], parameters: {}, log });
  const settings = await bench.start();
  const contextOf = (name: keyof typeof settings) => ({ name, config: settings[name], log });
  const drivers = {
    dmm: new Multimeter(contextOf('dmm')),
    power: new PowerSupply(contextOf('power')),
    board: new BoardConsole(contextOf('board')),
  };
  const run = await runSequence(PcbTest, {
    drivers,
    parameters: { settle_ms: 0, aging_enabled: true, aging_seconds: 0.1 },
  });
  expect(run).toMatchObject({ verdict: 'PASS', hadFailure: false });
  expect(bench.board.isOn).toBe(false);
  await bench.stop();
});
