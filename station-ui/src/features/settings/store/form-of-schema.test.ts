import { stationConfigSchema } from '@neurohub/contracts/config';
import type { ConfigForm } from '@neurohub/contracts/config-rest';
import { expect, test } from 'vitest';
import { z } from 'zod';
import en from '../../../i18n/settings/en.json' with { type: 'json' };
import ko from '../../../i18n/settings/ko.json' with { type: 'json' };
import { type FormField, formOfSchema } from './form-of-schema.ts';
import { isReference, readField, typedOf, valueAt } from './typed-values.ts';

const schema = z.toJSONSchema(stationConfigSchema, { io: 'input', unrepresentable: 'any' }) as Record<string, unknown>;
const needs: ConfigForm['needs'] = { 'server.port': 'restart', storage: 'live', manual: 'live' };
const form = formOfSchema({ schema, needs });
const groups = form.flatMap((section) => section.groups);
const field = (path: string): FormField => {
  const found = groups.flatMap(({ fields }) => fields).find((one) => one.path.join('.') === path);
  if (!found) throw new Error(`no field ${path}`);
  return found;
};

test('a field knows its kind, unit, range, default and need from the schema', () => {
  expect(field('server.port')).toEqual({
    ...{ path: ['server', 'port'], kind: 'number', isInteger: true, isRequired: false, isSecret: false },
    ...{ needs: 'restart', min: 0, max: 65535, fallback: 8080 },
  });
  expect(field('manual.idle_seconds')).toMatchObject({ unit: 's', needs: 'live' });
  expect(field('backend.timeouts.connect')).toMatchObject({ unit: 's', min: 0.1, max: 60 });
  expect(field('storage.min_free_mb')).toMatchObject({ unit: 'MB', min: 0 });
  expect(field('storage.min_free_mb')).not.toHaveProperty('max');
  expect(field('packages.unsigned')).toMatchObject({ kind: 'choice', options: ['refuse', 'warn', 'allow'] });
  expect(field('logging.level')).toMatchObject({ kind: 'choice' });
  expect(field('server.host_names')).toMatchObject({ kind: 'lines' });
  expect(field('server.auth.whitelist')).toMatchObject({ kind: 'lines' });
  expect(field('backend.api_key')).toMatchObject({ kind: 'text', isSecret: true });
  expect(field('logging.max_size')).toMatchObject({ kind: 'text', fallback: '10MB' });
  expect(field('server.tls.key').isSecret).toBe(false);
  expect(field('server.auth.api_keys').kind).toBe('elsewhere');
  expect(field('shared_hardware').kind).toBe('elsewhere');
});

test('a section that may be absent says so, and batches have another place', () => {
  const optional = groups.filter(({ isOptional }) => isOptional).map(({ path }) => path.join('.'));
  expect(optional).toEqual(
    expect.arrayContaining(['backend', 'start_gate', 'server.tls', 'server.auth.jwt', 'storage.encryption']),
  );
  expect(optional).not.toContain('station');
  expect(groups.some(({ fields }) => fields.some(({ path: [first] }) => first === 'batches'))).toBe(false);
});

test('every section, group and field of the form has its words in both languages', () => {
  const paths = [
    ...form.map(({ id }) => [id]),
    ...groups.map(({ path }) => path).filter(({ length }) => length > 0),
    ...groups.flatMap(({ fields }) => fields.map(({ path }) => path)),
  ];
  const missing = paths.flatMap((path) =>
    [en.configKey, ko.configKey].flatMap((words) =>
      typeof valueAt(words, [...path, 'label']) === 'string' ? [] : [path.join('.')],
    ),
  );
  expect(missing).toEqual([]);
});

test('what is typed becomes a value, a reference stays one, and nothing takes the key out', () => {
  expect(readField(field('server.port'), ' 9000 ')).toEqual({ value: 9000 });
  expect(readField(field('server.port'), '${PORT}')).toEqual({ value: '${PORT}' });
  expect(readField(field('server.port'), '')).toEqual({ value: undefined });
  expect(readField(field('server.port'), '99999')).toEqual({ problem: 'range' });
  expect(readField(field('server.port'), '80.5')).toEqual({ problem: 'integer' });
  expect(readField(field('backend.timeouts.connect'), '1,5')).toEqual({ value: 1.5 });
  expect(readField(field('backend.timeouts.connect'), 'soon')).toEqual({ problem: 'number' });
  expect(readField(field('server.host_names'), 'a.example\n\n b.example ')).toEqual({
    value: ['a.example', 'b.example'],
  });
  expect(readField(field('station.name'), '7')).toEqual({ value: '7' });
});

test('a value stands in its field as it would be typed', () => {
  expect([undefined, null, 5, false, ['a', 'b']].map(typedOf)).toEqual(['', '', '5', 'false', 'a\nb']);
  expect(isReference('${A}')).toBe(true);
  expect(isReference('A')).toBe(false);
});
