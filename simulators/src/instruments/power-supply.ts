/** A single-output power supply, 0–32 V and 0–3 A, wired to the board's input. Off after power-on and *RST. */
import { gaussian } from '../noise.ts';
import { formatNr3, type NumericRange, parseBoolean, parseNumeric } from '../scpi/parameter.ts';
import type { ScpiCommand } from '../scpi/scpi-command.ts';
import { ScpiEngine } from '../scpi/scpi-engine.ts';
import { type InstrumentParts, identityOf } from './multimeter.ts';

const RANGES = {
  volts: { unit: 'V', min: 0, max: 32, default: 0 },
  limitAmperes: { unit: 'A', min: 0, max: 3, default: 0.1 },
} as const satisfies Record<string, NumericRange>;
type Setting = keyof typeof RANGES;
/** Standard deviation of one readback, in volts and amperes. */
const NOISE = { volts: 0.002, amperes: 0.0003 };

/** What the supply is set to and whether it is on. */
export interface PowerOutput {
  readonly on: boolean;
  readonly volts: number;
  readonly limitAmperes: number;
}

export interface PowerSupply {
  readonly engine: ScpiEngine;
  output(): PowerOutput;
}

export interface PowerSupplyParts extends InstrumentParts {
  /** Told after every change of the output, also of its settings while it is on. */
  onOutput(output: PowerOutput): void;
}

export function createPowerSupply({ board, faults, seed, slot, onOutput }: PowerSupplyParts): PowerSupply {
  const initial = { on: false, volts: RANGES.volts.default, limitAmperes: RANGES.limitAmperes.default };
  let output: PowerOutput = initial;
  let readings = 0;

  const apply = (change: Partial<PowerOutput>) => {
    const before = output;
    output = { ...output, ...change };
    board.connectSource(output.on ? output.volts : 0, output.limitAmperes);
    if (before.on || output.on) onOutput(output);
  };
  const readBack = (value: number, deviation: number) => {
    readings += 1;
    const noise = output.on ? deviation * gaussian(seed, `slot${slot}/power`, readings) : 0;
    return formatNr3((value + noise) * faults.readingFactor);
  };
  const level = (node: string, setting: Setting): ScpiCommand[] => {
    const header = `[SOURce]:${node}[:LEVel][:IMMediate][:AMPLitude]`;
    const range = RANGES[setting];
    return [
      { header, parameters: [1, 1], execute: ([text = '']) => apply({ [setting]: parseNumeric(text, range) }) },
      {
        header: `${header}?`,
        parameters: [0, 1],
        execute: ([bound]) => formatNr3(bound === undefined ? output[setting] : parseNumeric(bound, range)),
      },
    ];
  };

  const commands: ScpiCommand[] = [
    ...level('VOLTage', 'volts'),
    ...level('CURRent', 'limitAmperes'),
    { header: 'OUTPut[:STATe]', parameters: [1, 1], execute: ([text = '']) => apply({ on: parseBoolean(text) }) },
    { header: 'OUTPut[:STATe]?', execute: () => (output.on ? '1' : '0') },
    { header: 'MEASure[:SCALar]:VOLTage[:DC]?', execute: () => readBack(board.voltage('input'), NOISE.volts) },
    { header: 'MEASure[:SCALar]:CURRent[:DC]?', execute: () => readBack(board.inputCurrent(), NOISE.amperes) },
  ];
  const engine = new ScpiEngine({
    identity: () => identityOf(faults, `NeuroHub,SIM-PSU32,SIM${slot}-PSU,1.0`),
    reset: () => apply(initial),
    commands,
  });
  return { engine, output: () => output };
}
