/** A batch as a person types it, and back. Pure. */
import type { BatchConfigBody } from '@neurohub/contracts/config-rest';
import { hardwareLines, parameterLines, readHardware, readParameters } from './setting-lines.ts';

export interface BatchForm {
  readonly id: string;
  readonly name: string;
  readonly sequencePackage: string;
  /** Empty: the lowest free one. */
  readonly slot: string;
  readonly autoStart: boolean;
  readonly simulation: boolean;
  /** Lines. */
  readonly hardware: string;
  readonly parameters: string;
  /** Empty: not limited. */
  readonly maxMemoryMb: string;
  /** Seconds. */
  readonly timeoutSequence: string;
  readonly timeoutStep: string;
}

/** In this order somebody is asked. */
export const WIZARD_STEPS = ['package', 'name', 'instruments', 'limits'] as const;
export type WizardStep = (typeof WIZARD_STEPS)[number];

const LIMITS = ['maxMemoryMb', 'timeoutSequence', 'timeoutStep'] as const;

export type ReadForm = { readonly batch: BatchConfigBody } | { readonly problem: FormProblem; readonly line?: number };
type FormProblem = 'id' | 'slot' | 'hardware' | 'parameters' | 'limits';

/** Where it is put right. */
export const STEP_OF_PROBLEM: Readonly<Record<FormProblem, WizardStep>> = {
  ...{ id: 'name', slot: 'name', hardware: 'instruments', parameters: 'limits', limits: 'limits' },
};

export function formOf(batch: BatchConfigBody | null, packages: readonly string[]): BatchForm {
  return {
    id: batch?.id ?? '',
    name: batch?.name ?? '',
    // As the list of packages has it.
    sequencePackage: batch?.sequencePackage.replace(/^\.?\/?sequences\//, '') ?? packages[0] ?? '',
    slot: batch?.slot === undefined ? '' : String(batch.slot),
    autoStart: batch?.autoStart ?? false,
    simulation: batch?.simulation ?? false,
    hardware: hardwareLines(batch?.hardware),
    parameters: parameterLines(batch?.parameters),
    ...limitsOf(batch?.resourceLimits),
  };
}

const limitsOf = (limits: BatchConfigBody['resourceLimits'] = {}): Pick<BatchForm, (typeof LIMITS)[number]> => {
  const text = (key: string) => (limits[key] === undefined ? '' : String(limits[key]));
  return {
    maxMemoryMb: text('maxMemoryMb'),
    timeoutSequence: text('timeoutSequence'),
    timeoutStep: text('timeoutStep'),
  };
};

/** Undefined when one is no whole number and no `${NAME}`. */
function readLimits(form: BatchForm, before: BatchConfigBody['resourceLimits'] = {}) {
  const typed = LIMITS.map((key) => [key, form[key].trim()] as const);
  if (typed.some(([, text]) => !/^(\d*|\$\{\w+\})$/.test(text))) return undefined;
  const others = Object.entries(before).filter(([key]) => !LIMITS.some((one) => one === key));
  const set = typed
    .filter(([, text]) => text !== '')
    .map(([key, text]) => [key, /^\d+$/.test(text) ? Number(text) : text]);
  return Object.fromEntries([...others, ...set]) as Record<string, unknown>;
}

/** What the form does not show stays as `before` has it; what it leaves at its default is not said. */
export function batchOf(form: BatchForm, before: BatchConfigBody | null): ReadForm {
  const id = form.id.trim();
  if (!/^[A-Za-z][\w.-]{0,63}$/.test(id)) return { problem: 'id' };
  if (!/^\d*$/.test(form.slot.trim())) return { problem: 'slot' };
  const hardware = readHardware(form.hardware);
  if ('badLine' in hardware) return { problem: 'hardware', line: hardware.badLine };
  const parameters = readParameters(form.parameters);
  if ('badLine' in parameters) return { problem: 'parameters', line: parameters.badLine };
  const limits = readLimits(form, before?.resourceLimits);
  if (!limits) return { problem: 'limits' };
  const {
    name: _n,
    slot: _s,
    hardware: _h,
    parameters: _p,
    resourceLimits: _r,
    ...kept
  }: Partial<BatchConfigBody> = before ?? {};
  const { autoStart, simulation, ...rest } = kept;
  const name = form.name.trim();
  const isSamePackage = before?.sequencePackage.endsWith(form.sequencePackage) ?? false;
  return {
    batch: {
      ...rest,
      id,
      sequencePackage: isSamePackage && before ? before.sequencePackage : form.sequencePackage,
      ...(name !== '' && { name }),
      ...(form.slot.trim() !== '' && { slot: Number(form.slot) }),
      ...(Object.keys(hardware.value).length > 0 && { hardware: hardware.value }),
      ...(Object.keys(parameters.value).length > 0 && { parameters: parameters.value }),
      ...(Object.keys(limits).length > 0 && { resourceLimits: limits }),
      ...((form.autoStart || autoStart !== undefined) && { autoStart: form.autoStart }),
      ...((form.simulation || simulation !== undefined) && { simulation: form.simulation }),
    },
  };
}
