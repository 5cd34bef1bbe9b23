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
}

export type ReadForm =
  | { readonly batch: BatchConfigBody }
  | { readonly problem: 'id' | 'slot' | 'hardware' | 'parameters'; readonly line?: number };

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
  };
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
  const { name: _n, slot: _s, hardware: _h, parameters: _p, autoStart, simulation, ...rest } = before ?? {};
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
      ...((form.autoStart || autoStart !== undefined) && { autoStart: form.autoStart }),
      ...((form.simulation || simulation !== undefined) && { simulation: form.simulation }),
    },
  };
}
