import { expect, it } from 'vitest';
import { psaFrames } from './psa-frames.ts';
import { readList, readResult, readSensorData, readSpec, specPayload } from './psa-sensors.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const shown = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex').toUpperCase();

/** From the specification of the firmware. */
const VECTORS: [string, number, string, string][] = [
  ['PING', 0x01, '', '02 00 01 07 03'],
  ['PONG 1.0.0', 0x01, '01 00 00', '02 03 01 01 00 00 DB 03'],
  ['GET_LIST', 0x12, '', '02 00 12 7E 03'],
  [
    'LIST',
    0x81,
    '02 01 07 56 4C 35 33 4C 30 58 02 08 4D 4C 58 39 30 36 34 30',
    '02 14 81 02 01 07 56 4C 35 33 4C 30 58 02 08 4D 4C 58 39 30 36 34 30 B5 03',
  ],
  ['TEST_SINGLE(1)', 0x11, '01', '02 01 11 01 2E 03'],
  ['SET_SPEC(1, 500, 100)', 0x20, '01 01 F4 00 64', '02 05 20 01 01 F4 00 64 19 03'],
];

it.each(VECTORS)('%s is written and read as the firmware does', (_, command, payload, frame) => {
  expect(shown(psaFrames.encode({ command, payload: hex(payload) }))).toBe(frame.replaceAll(' ', ''));
  const decoded = psaFrames.decode(hex(frame));
  expect(decoded).toEqual({ kind: 'frame', byteCount: hex(frame).length, frame: { command, payload: hex(payload) } });
});

it.each([
  ['half a frame', '02 03 01 01 00', { kind: 'more' }],
  ['its first byte alone', '02', { kind: 'more' }],
  ['bytes of no frame', '41 02 00', { kind: 'noise', byteCount: 1 }],
  ['a length that cannot be', '02 41 00', { kind: 'noise', byteCount: 1 }],
  ['a bit turned over', '02 03 01 01 04 00 DB 03', { kind: 'damaged', byteCount: 8, reason: 'its CRC is wrong' }],
  ['another end', '02 00 01 07 04', { kind: 'damaged', byteCount: 5, reason: 'it does not end with 03' }],
])('%s is seen as such', (_, bytes, decoded) => {
  expect(psaFrames.decode(hex(bytes))).toEqual(decoded);
});

it('refuses a payload that no frame can hold', () => {
  expect(() => psaFrames.encode({ command: 1, payload: Buffer.alloc(65) })).toThrow('at most 64 bytes');
});

it('writes a specification as the firmware wants it, and reads it back', () => {
  expect(shown(specPayload('vl53l0x', { target: 500, tolerance: 100 }))).toBe('0101F40064');
  const cold = specPayload('mlx90640', { target: -12.5, tolerance: 0.3 });
  expect(readSpec('mlx90640', cold)).toEqual({ target: -12.5, tolerance: 0.3 });
  expect(() => specPayload('vl53l0x', { target: -1, tolerance: 0 })).toThrow(RangeError);
  expect(() => readSpec('vl53l0x', cold)).toThrow('no answer about VL53L0X');
});

it('reads the names of the sensors', () => {
  const list = hex('02 01 07 56 4C 35 33 4C 30 58 02 08 4D 4C 58 39 30 36 34 30');
  expect([...readList(list)]).toEqual([
    [1, 'VL53L0X'],
    [2, 'MLX90640'],
  ]);
  expect(() => readList(list.subarray(0, -1))).toThrow('cut off');
});

it('reads what both sensors measured', () => {
  const distance = '01 00 01F7 01F4 0064 0003';
  const infrared = '02 03 0108 00FA 0064 000E 00F1 FFF2 0127';
  expect(readResult(hex(`02 01 01 000003E8 ${distance} ${infrared}`))).toEqual({
    boardTime: 1000,
    sensors: [
      { sensor: 'vl53l0x', status: 'PASS', reading: { measured: 503, target: 500, tolerance: 100, difference: 3 } },
      {
        sensor: 'mlx90640',
        status: 'INVALID',
        reading: {
          measured: 26.4,
          target: 25,
          tolerance: 10,
          difference: 1.4,
          ambient: 24.1,
          lowest: -1.4,
          highest: 29.5,
        },
      },
    ],
  });
});

it('knows a sensor that did not answer by its status alone', () => {
  expect(readResult(hex('01 00 01 00000000 01 01')).sensors).toEqual([{ sensor: 'vl53l0x', status: 'NO_ACK' }]);
});

it.each([
  ['a status that there is none of', '01 00 01 00000000 01 77'],
  ['a sensor that there is none of', '01 00 01 00000000 09 00'],
  ['a reading that is cut off', '01 01 00 00000000 01 00 01F7'],
  ['a sensor less than it counts', '02 01 00 00000000 01 00 01F7 01F4 0064 0003'],
  ['half a header', '01 00'],
])('takes no result with %s', (_, payload) => {
  expect(() => readResult(hex(payload))).toThrow(RangeError);
});

it('takes no reading of another sensor', () => {
  expect(readSensorData('vl53l0x', hex('01 01F7 01F4 0064 0003')).measured).toBe(503);
  expect(() => readSensorData('mlx90640', hex('01 01F7 01F4 0064 0003'))).toThrow('no answer about MLX90640');
});
