/**
 * A scanning multimeter wired to the board's test points: 101 input, 102 5 V rail, 103 3.3 V rail, 121 input current.
 * Channels x01–x20 measure voltage, x21–x22 current, as on common 22-channel multiplexer cards.
 */
import type { FaultInjector } from '../fault-injector.ts';
import { gaussian } from '../noise.ts';
import { formatNr3, isChannelList, parseChannelList, parseNumeric } from '../scpi/parameter.ts';
import type { ScpiCommand } from '../scpi/scpi-command.ts';
import { ScpiEngine } from '../scpi/scpi-engine.ts';
import { ScpiError } from '../scpi/scpi-error.ts';
import type { SimulatedBoard, TestPoint } from '../simulated-board.ts';

type Quantity = 'VOLT' | 'CURR';

/** What READ? measures and where. */
interface Scan {
  readonly quantity: Quantity;
  readonly channels: readonly number[];
}

const VOLTAGE_CHANNELS: ReadonlyMap<number, TestPoint> = new Map([
  [101, 'input'],
  [102, 'rail5v'],
  [103, 'rail3v3'],
]);
const CURRENT_CHANNELS: ReadonlySet<number> = new Set([121]);
const DEFAULT_CHANNEL: Record<Quantity, number> = { VOLT: 101, CURR: 121 };
const RANGE: Record<Quantity, { unit: 'V' | 'A'; min: number; max: number }> = {
  VOLT: { unit: 'V', min: 0, max: 300 },
  CURR: { unit: 'A', min: 0, max: 1 },
};
/** Standard deviation of one reading, in volts and amperes. */
const NOISE: Record<Quantity, number> = { VOLT: 0.0004, CURR: 0.00005 };

export interface InstrumentParts {
  readonly board: SimulatedBoard;
  readonly faults: FaultInjector;
  readonly seed: number;
  readonly slot: number;
}

export function createMultimeter({ board, faults, seed, slot }: InstrumentParts): ScpiEngine {
  const initial: Scan = { quantity: 'VOLT', channels: [DEFAULT_CHANNEL.VOLT] };
  let scan = initial;
  let readings = 0;

  const configure = (next: Scan) => {
    scan = next;
  };
  const readChannel = (channel: number) => {
    readings += 1;
    const point = VOLTAGE_CHANNELS.get(channel);
    const value = point ? board.voltage(point) : board.inputCurrent();
    return (value + NOISE[scan.quantity] * gaussian(seed, `slot${slot}/dmm`, readings)) * faults.readingFactor;
  };
  const read = () => scan.channels.map((channel) => formatNr3(readChannel(channel))).join(',');

  const commands: ScpiCommand[] = [
    ...(['VOLT', 'CURR'] as const).flatMap((quantity): ScpiCommand[] => {
      const node = quantity === 'VOLT' ? 'VOLTage[:DC]' : 'CURRent[:DC]';
      return [
        { header: `CONFigure:${node}`, parameters: [0, 3], execute: (given) => configure(scanOf(quantity, given)) },
        {
          header: `MEASure:${node}?`,
          parameters: [0, 3],
          execute: (given) => {
            configure(scanOf(quantity, given));
            return read();
          },
        },
      ];
    }),
    { header: 'CONFigure?', execute: () => `"${scan.quantity} (@${scan.channels.join(',')})"` },
    { header: 'READ?', execute: read },
    {
      header: 'ROUTe:SCAN',
      parameters: [1, 1],
      execute: ([list]) => configure({ ...scan, channels: channelsOf(scan.quantity, list) }),
    },
    { header: 'ROUTe:SCAN?', execute: () => `(@${scan.channels.join(',')})` },
  ];
  return new ScpiEngine({
    identity: () => identityOf(faults, `NeuroHub,SIM-DMM22,SIM${slot}-DMM,1.0`),
    reset: () => configure(initial),
    commands,
  });
}

/** `[<range>[,<resolution>]][,(@<channels>)]`; range and resolution are checked and otherwise chosen by the meter. */
function scanOf(quantity: Quantity, parameters: readonly string[]): Scan {
  const last = parameters.at(-1);
  const hasList = last !== undefined && isChannelList(last);
  const numbers = hasList ? parameters.slice(0, -1) : parameters;
  if (numbers.length > 2) throw new ScpiError(-108);
  for (const number of numbers) {
    if (!/^AUTO$/i.test(number)) parseNumeric(number, { ...RANGE[quantity], default: 0 });
  }
  return { quantity, channels: hasList ? channelsOf(quantity, last) : [DEFAULT_CHANNEL[quantity]] };
}

function channelsOf(quantity: Quantity, list = ''): readonly number[] {
  const channels = parseChannelList(list);
  for (const channel of channels) {
    const isVoltage = VOLTAGE_CHANNELS.has(channel);
    if (!isVoltage && !CURRENT_CHANNELS.has(channel)) throw new ScpiError(-222);
    if (isVoltage !== (quantity === 'VOLT')) throw new ScpiError(-221);
  }
  return channels;
}

export function identityOf(faults: FaultInjector, own: string): string {
  return faults.active?.kind === 'wrongIdn' ? faults.active.identity : own;
}
