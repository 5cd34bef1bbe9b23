import { expect, test } from 'vitest';
import { configInEffect, sharedInEffect } from './config-in-effect.ts';
import { NEEDS_OF } from './config-needs.ts';
import { parseConfig } from './parse-config.ts';

/** Another value than the default, for every key that can change live. */
const OTHERS: Record<string, unknown> = {
  'station.name': 'Two',
  'station.description': 'on the left',
  'packages.folders': 'refuse',
  'packages.unsigned': 'warn',
  'manual.idle_seconds': 5,
  'screen.scanner': { prefix: '$' },
  'screen.start_on_scan': true,
  'screen.next_slot_after_scan': true,
  shifts: [{ name: 'early', start: '06:00' }],
  'storage.min_free_mb': 300,
  'storage.warn_free_mb': 500,
  'storage.warn_used_percent': 50,
  'storage.critical_used_percent': 95,
  'storage.backup': { enabled: false },
  'storage.integrity_check': { enabled: false },
  'storage.retention': { content_days: 30 },
  'backend.url': 'http://hub.example:3000',
  'backend.api_key': 'another',
  'backend.auth': 'jwt',
  'backend.sync_interval': 60,
  'backend.timeouts': { total: 90 },
  'backend.proxy': 'http://proxy.example:3128',
  'backend.ca_file': '/tmp/ca.pem',
  'backend.queue': { max_mb: 100 },
  'backend.attachments': false,
  'backend.logs': true,
  'backend.live': false,
  'backend.packages': 'off',
  'backend.remote_start': true,
  'start_gate.url': 'http://mes.example/allow',
  'start_gate.timeout': 1,
  'start_gate.when_unreachable': 'allow',
  'start_gate.headers': { 'x-line': '7' },
  'logging.level': 'debug',
  'logging.file': '/tmp/other.log',
  'logging.max_size': '1MB',
  'logging.backup_count': 1,
};

/** What a section that may be absent has to have. */
const NEEDED: Record<string, Record<string, unknown>> = {
  backend: { url: 'http://hub.example' },
  start_gate: { url: 'http://mes.example' },
};

function parse(changed: Record<string, unknown> = {}) {
  const { station, ...others } = changed as { station?: object };
  const text = JSON.stringify({ station: { id: 's1', name: 'One', ...station }, ...others });
  return parseConfig(text, { file: 'f', env: {} }).config;
}

const live = Object.keys(NEEDS_OF).filter((key) => NEEDS_OF[key] === 'live' && key !== 'version');

test.each(live)('%s is in effect at once, as it is said to be', (path) => {
  const [section = '', key = ''] = path.split('.');
  const value = OTHERS[path] ?? 'has no other value in this test';
  const accepted = parse({ [section]: key === '' ? value : { ...NEEDED[section], [key]: value } });
  expect(accepted).not.toEqual(parse());
  expect(configInEffect(parse(), accepted)).toEqual(accepted);
});

test.each(Object.keys(NEEDED))('%s is taken away at once', (section) => {
  const before = parse({ [section]: { ...NEEDED[section] } });
  expect(before).not.toEqual(parse());
  expect(configInEffect(before, parse())).toEqual(parse());
});

test('what needs a restart stays as it was at the start', () => {
  const accepted = parse({
    station: { id: 's2' },
    server: { port: 1 },
    storage: { ballast_mb: 0, encryption: { passphrase: 'of the next start' } },
  });
  const { station, server, storage } = configInEffect(parse(), accepted);
  expect({ station, server, storage }).toEqual({
    station: parse().station,
    server: parse().server,
    storage: parse().storage,
  });
});

test('a shared instrument that the file does not name any more is there as long as a batch has it', () => {
  const [batch] = parseConfig(
    `station: { id: s1, name: One }
shared_hardware: { lamp: { port: 1 } }
batches: [{ id: b1, sequence_package: p, hardware: { light: { shared: lamp } } }]
`,
    { file: 'f', env: {} },
  ).config.batches;
  expect(sharedInEffect({ sharedHardware: { fan: {} } }, batch ? [batch] : [])).toEqual({ lamp: { port: 1 }, fan: {} });
});
