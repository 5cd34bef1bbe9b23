/** Whether a serial number can be sent. The service checks again; here it is to tell the person at once. */
import { dutSchema } from '@neurohub/contracts/record';

export type SerialRule = { readonly pattern: string; readonly example?: string | undefined };
export type SerialProblem = 'empty' | 'characters' | 'pattern';

export function checkSerial(serialNumber: string, rule: SerialRule | undefined): SerialProblem | null {
  if (serialNumber === '') return 'empty';
  if (!dutSchema.shape.serialNumber.safeParse(serialNumber).success) return 'characters';
  return rule === undefined || matchesWhole(serialNumber, rule.pattern) ? null : 'pattern';
}

function matchesWhole(text: string, pattern: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u').test(text);
  } catch {
    // An expression this browser cannot read is for the service to judge.
    return true;
  }
}
