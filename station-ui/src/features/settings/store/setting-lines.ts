/** Settings of instruments and parameters as lines to be typed: `dmm.host = 192.168.1.10`. Pure. */
import type { BatchConfigBody } from '@neurohub/contracts/config-rest';

type Hardware = NonNullable<BatchConfigBody['hardware']>;
type Settings = NonNullable<BatchConfigBody['parameters']>;
type Value = Settings[string];

export const hardwareLines = (hardware: Hardware = {}): string =>
  Object.entries(hardware)
    .flatMap(([id, settings]) => Object.entries(settings).map(([key, value]) => `${id}.${key} = ${textOf(value)}`))
    .join('\n');

export const parameterLines = (parameters: Settings = {}): string =>
  Object.entries(parameters)
    .map(([key, value]) => `${key} = ${textOf(value)}`)
    .join('\n');

/** Or the number of the first line that cannot be read. */
export function readHardware(text: string): { value: Hardware } | { badLine: number } {
  const value: Hardware = {};
  for (const { key, setting, line } of linesOf(text)) {
    const [, id, name] = /^([\w-]+)\.(\S+)$/.exec(key) ?? [];
    if (id === undefined || name === undefined || setting === undefined) return { badLine: line };
    value[id] = { ...value[id], [name]: setting };
  }
  return { value };
}

export function readParameters(text: string): { value: Settings } | { badLine: number } {
  const value: Settings = {};
  for (const { key, setting, line } of linesOf(text)) {
    if (!/^\S+$/.test(key) || setting === undefined) return { badLine: line };
    value[key] = setting;
  }
  return { value };
}

function linesOf(text: string): { key: string; setting: Value | undefined; line: number }[] {
  return text.split('\n').flatMap((written, index) => {
    if (written.trim() === '') return [];
    const [, key = '', value] = /^([^=]*?)\s*=\s*(.*?)\s*$/.exec(written.trim()) ?? [];
    return [{ key, setting: value === undefined ? undefined : settingOf(value), line: index + 1 }];
  });
}

/** Quotes make a text of what would be something else. */
function settingOf(text: string): Value {
  if (/^".*"$/.test(text)) return text.slice(1, -1);
  if (text === 'true' || text === 'false') return text === 'true';
  if (text === 'null') return null;
  return /^-?\d+(\.\d+)?([eE][-+]?\d+)?$/.test(text) ? Number(text) : text;
}

const textOf = (value: Value): string => {
  const text = String(value);
  return typeof value === 'string' && settingOf(text) !== value ? `"${text}"` : text;
};
