import type { HardwareView } from '@neurohub/contracts/rest';
import { expect, it } from 'vitest';
import { answerText, callNames, tookText } from './call-text.ts';

const POWER: HardwareView = {
  ...{ id: 'power', displayName: { en: 'Supply', ko: '전원' }, connected: false, instrument: 'b1.power' },
  ...{ shared: false, simulated: false },
  commands: [
    {
      ...{ name: 'turnOn', displayName: { en: 'Output on', ko: '출력 켜기' }, category: 'control' },
      parameters: [
        { name: 'volts', displayName: { en: 'Voltage', ko: '전압' }, type: 'float', required: true, unit: 'V' },
      ],
    },
  ],
};

it('names a call as the page does, and by its ids when the package has it no more', () => {
  const call = { hardware: 'power', command: 'turnOn', params: { volts: 12.5, odd: true } };
  expect(callNames(call, [POWER], 'ko')).toEqual({
    ...{ hardware: '전원', command: '출력 켜기', params: '전압 12.5 V, odd true' },
  });
  expect(callNames({ hardware: 'dmm', command: 'read' }, [POWER], 'en')).toEqual({
    ...{ hardware: 'dmm', command: 'read', params: '' },
  });
});

it.each([
  [{ value: 5.0123456789, unit: 'V' }, '5.012346 V'],
  [{ value: 'SIM-DMM22' }, 'SIM-DMM22'],
  [{ value: false }, 'false'],
  [{ value: [1, 2] }, '[1,2]'],
  [{}, null],
])('%o reads %s', (answer, text) => {
  expect(answerText(answer, 'en')).toBe(text);
});

it('cuts what nobody can read, and tells how long it took', () => {
  expect(answerText({ value: 'x'.repeat(400) }, 'en')).toHaveLength(301);
  expect([0.2, 12.4, 1_240].map((ms) => tookText(ms, 'en'))).toEqual(['1 ms', '12 ms', '1.2 s']);
});
