import { expect, test } from 'vitest';
import { parseConfig } from './parse-config.ts';
import { resolveConfig } from './resolved-config.ts';

const STATION = 'station: { id: s1, name: One }\n';
const parse = (text: string) => parseConfig(STATION + text, { file: 'f', env: { KEY: 'hunter2' } }).value;
const text = `backend: { url: http://hub, api_key: "\${KEY}" }
batches: [{ id: b1, sequence_package: p, hardware: { dmm: { port: 1, password: plain } } }]
`;

test('it has every default and flag, and what the file says; references stay and written secrets are masked', () => {
  const { resolved, fromFlags } = resolveConfig(parse(text), { port: 0, dataDir: '/d' });
  expect(resolved).toMatchObject({
    version: 1,
    server: { host: '127.0.0.1', port: 0, cors: { allowed_origins: [] } },
    paths: { data_dir: '/d', sequences_dir: 'sequences' },
    backend: { api_key: '${KEY}', sync_interval: 30 },
    batches: [{ id: 'b1', auto_start: false, hardware: { dmm: { port: 1, password: '<secret>' } } }],
    recovery: { max_retries: 3 },
    storage: { min_free_mb: 200 },
    logging: { level: 'info', max_size: '10MB' },
  });
  expect(fromFlags).toEqual(['server.port', 'paths.data_dir']);
  expect(JSON.stringify(resolved)).not.toContain('hunter2');
});

test('NeuroHub of a flag is in it, with a reference in place of its key, whether the file names one or not', () => {
  const hub = { url: 'http://other:3000', apiKey: 'hunter3' };
  for (const file of ['', text]) {
    const { resolved, fromFlags } = resolveConfig(parse(file), { hub });
    expect(resolved['backend']).toMatchObject({ url: hub.url, api_key: '${NEUROHUB_API_KEY}', sync_interval: 30 });
    expect(fromFlags).toEqual(['backend.url', 'backend.api_key']);
  }
});

test('what it says is read as the file was', () => {
  const { resolved } = resolveConfig(parse(''), {});
  const again = parseConfig(JSON.stringify(resolved), { file: 'f', env: {} });
  expect(again.config).toEqual(parseConfig(STATION, { file: 'f', env: {} }).config);
});

test('two files that say the same in another order, or leave out a default, have one hash', () => {
  const { hash } = resolveConfig(parse('logging: { level: info, backup_count: 5 }\n'), {});
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  expect(resolveConfig(parse('logging: { backup_count: 5 }\n'), {}).hash).toBe(hash);
  expect(resolveConfig(parse('logging: { backup_count: 6 }\n'), {}).hash).not.toBe(hash);
});
