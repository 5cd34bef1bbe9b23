/** Settings of instruments and parameters as lines to be typed: `dmm.host = 192.168.1.10`. Pure. */
import type { BatchConfigBody } from '@neurohub/contracts/config-rest';
import type { HardwareSetting } from '@neurohub/contracts/rest';

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

/** How a setting stands in its field. */
export const typedSetting = (value: Value | undefined): string =>
  value === undefined || value === null ? '' : String(value);

interface TypedSetting {
  readonly id: string;
  readonly key: string;
  readonly setting: Pick<HardwareSetting, 'type'>;
  readonly typed: string;
}

/** The instruments with one setting as somebody has typed it. Nothing takes it out; what is no number where one is meant stays as typed. */
export function withSetting(hardware: Hardware, { id, key, setting, typed }: TypedSetting): Hardware {
  const { [key]: _before, ...others } = hardware[id] ?? {};
  const text = typed.trim();
  if (text !== '') return { ...hardware, [id]: { ...others, [key]: valueFor(setting.type, text) } };
  const { [id]: _all, ...rest } = hardware;
  return Object.keys(others).length > 0 ? { ...hardware, [id]: others } : rest;
}

function valueFor(type: HardwareSetting['type'], text: string): Value {
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  const isNumber = type === 'integer' || type === 'float';
  return isNumber && !Number.isNaN(Number(text)) ? Number(text) : text;
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
