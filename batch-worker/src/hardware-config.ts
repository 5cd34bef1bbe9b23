import { CodedError } from '@neurohub/contracts/errors';
import type { ExecutionPlan } from '@neurohub/contracts/record';
import type { ScalarValue } from '@neurohub/contracts/vocabulary';

const REFERENCE = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

/**
 * The settings of every instrument with each `${NAME}` filled in. A setting that is nothing but a reference becomes a number or
 * true/false when that is its declared type.
 * @throws CodedError PARAMETER_INVALID naming hardware, setting and name.
 */
export function resolveHardwareConfig(
  hardware: ExecutionPlan['hardware'],
  secrets: Readonly<Record<string, string>>,
): Record<string, Record<string, ScalarValue>> {
  const resolved: Record<string, Record<string, ScalarValue>> = {};
  for (const [id, { config, configTypes }] of Object.entries(hardware)) {
    const settings: Record<string, ScalarValue> = {};
    for (const [key, value] of Object.entries(config)) {
      const place = `hardware.${id}.${key}`;
      const text = typeof value === 'string' ? fillIn(value, secrets, place) : value;
      settings[key] = typeof text === 'string' && text !== value ? convert(text, configTypes[key], place) : text;
    }
    resolved[id] = settings;
  }
  return resolved;
}

function fillIn(text: string, secrets: Readonly<Record<string, string>>, place: string): string {
  return text.replace(REFERENCE, (_all, name: string) => {
    const value = secrets[name];
    if (value !== undefined) return value;
    throw new CodedError('PARAMETER_INVALID', `${place} needs the environment variable ${name}, which is not set`);
  });
}

function convert(text: string, type: string | undefined, place: string): ScalarValue {
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  if (type !== 'integer' && type !== 'float') return text;
  const number = Number(text);
  if (text.trim() !== '' && (type === 'integer' ? Number.isInteger(number) : Number.isFinite(number))) return number;
  throw new CodedError(
    'PARAMETER_INVALID',
    `${place} has to be ${type === 'integer' ? 'a whole number' : 'a number'}; got "${text}"`,
  );
}
