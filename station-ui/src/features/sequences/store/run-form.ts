/** What somebody wants to run on a batch, as typed, and the command it makes. Pure. */
import type { BatchView, SequenceDetail, StartSequenceBody } from '@neurohub/contracts/rest';
import { readValue } from './typed-value.ts';

export interface RunForm {
  readonly batchId: string;
  readonly serialNumber: string;
  /** Null: all of them. */
  readonly steps: readonly string[] | null;
  readonly isDebug: boolean;
  /** As typed, by parameter; what is not here is as for any other start. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Whether a batch can take a test now. */
export const isReady = ({ processState, manual }: Pick<BatchView, 'processState' | 'manual'>): boolean =>
  processState === 'idle' && manual === null;

/** The first that can take a test, else the first. */
export function formFor(batches: readonly Pick<BatchView, 'id' | 'processState' | 'manual'>[]): RunForm {
  const [first] = [...batches].sort((a, b) => Number(isReady(b)) - Number(isReady(a)));
  return { batchId: first?.id ?? '', serialNumber: '', steps: null, isDebug: false, parameters: {} };
}

/** Names of the parameters that cannot be read. */
export function badParameters({ parameters }: RunForm, declared: SequenceDetail['parameters']): string[] {
  return Object.entries(parameters).flatMap(([name, text]) => {
    const rule = declared[name];
    return rule && text !== '' && 'problem' in readValue(text, rule) ? [name] : [];
  });
}

export function startBody(form: RunForm, declared: SequenceDetail['parameters'], commandId: string): StartSequenceBody {
  const given = Object.entries(form.parameters).flatMap(([name, text]) => {
    const rule = declared[name];
    const read = rule && text !== '' ? readValue(text, rule) : null;
    return read && 'value' in read ? [[name, read.value] as const] : [];
  });
  return {
    dut: { serialNumber: form.serialNumber.trim() },
    ...(given.length > 0 && { parameters: Object.fromEntries(given) }),
    ...(form.steps !== null && { steps: [...form.steps] }),
    ...(form.isDebug && { mode: 'debug' as const }),
    commandId,
  };
}
