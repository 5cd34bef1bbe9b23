/** What every SCPI instrument answers, whatever it measures: IEEE 488.2 common commands and SCPI-99's required SYSTem queries. */
import { parseNumeric } from './parameter.ts';
import type { ScpiCommand } from './scpi-command.ts';
import type { StatusModel } from './status-model.ts';

const REGISTER = { min: 0, max: 255 };

export interface CommonCommandParts {
  readonly status: StatusModel;
  /** Manufacturer, model, serial number, firmware: joined by commas. */
  identity(): string;
  /** Brings the instrument's own settings to their *RST values. */
  reset(): void;
  hasOutput(): boolean;
}

export function commonCommands({ status, identity, reset, hasOutput }: CommonCommandParts): ScpiCommand[] {
  return [
    { header: '*CLS', execute: () => status.clear() },
    { header: '*ESE', parameters: [1, 1], execute: ([mask]) => status.setEventEnable(register(mask)) },
    { header: '*ESE?', execute: () => String(status.eventEnable) },
    { header: '*ESR?', execute: () => String(status.readEvents()) },
    { header: '*IDN?', execute: identity },
    { header: '*OPC', execute: () => status.setOperationComplete() },
    // Every command here is sequential, so whatever came before is complete.
    { header: '*OPC?', execute: () => '1' },
    { header: '*RST', execute: reset },
    { header: '*SRE', parameters: [1, 1], execute: ([mask]) => status.setServiceEnable(register(mask)) },
    { header: '*SRE?', execute: () => String(status.serviceEnable) },
    { header: '*STB?', execute: () => String(status.statusByte(hasOutput())) },
    { header: '*TST?', execute: () => '0' },
    { header: '*WAI', execute: () => undefined },
    { header: 'SYSTem:ERRor[:NEXT]?', execute: () => status.nextError() },
    { header: 'SYSTem:ERRor:COUNt?', execute: () => String(status.errorCount) },
    { header: 'SYSTem:VERSion?', execute: () => '1999.0' },
  ];
}

const register = (text = '') => Math.round(parseNumeric(text, REGISTER));
