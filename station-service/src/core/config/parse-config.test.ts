import { isCodedError } from '@neurohub/contracts/errors';
import { describe, expect, it } from 'vitest';
import type { ConfigProblem } from './config-problem.ts';
import { parseConfig } from './parse-config.ts';

const STATION = 'station:\n  id: s1\n  name: One\n';
const parse = (text: string, env: Record<string, string> = {}) => parseConfig(text, { file: 'station.yaml', env });

function failure(text: string, env: Record<string, string> = {}): { message: string; problems: ConfigProblem[] } {
  try {
    parse(text, env);
  } catch (error) {
    if (isCodedError(error) && error.code === 'CONFIG_INVALID')
      return { message: error.message, problems: error.details?.['problems'] as ConfigProblem[] };
    throw error;
  }
  throw new Error('the text was accepted');
}

describe('a good file', () => {
  it('becomes an immutable configuration with every default', () => {
    const { config, warnings } = parse(
      `${STATION}batches:\n  - id: batch_1\n    sequence_package: sequences/pcb_test_v1\n`,
    );
    expect(config).toMatchObject({
      server: { host: '127.0.0.1', port: 8080, allowInsecureLan: false },
      paths: { dataDir: 'data', sequencesDir: 'sequences' },
      batches: [{ id: 'batch_1', sequencePackage: 'pcb_test_v1', autoStart: false }],
      storage: { minFreeBytes: 200 * 1024 ** 2, warnFreeBytes: 400 * 1024 ** 2, ballastBytes: 32 * 1024 ** 2 },
      logging: { level: 'info', maxSizeBytes: 10 * 1024 ** 2 },
    });
    expect(warnings).toEqual([]);
    expect(Object.isFrozen(config.batches[0]?.hardware)).toBe(true);
  });

  it('keeps ids as they are written and follows anchors', () => {
    const text = `${STATION}batches:
  - id: Batch-A.1
    sequence_package: p
    hardware: &meter { my_DMM: { baud-rate: 9600, on: true, secret: null } }
  - { id: b, sequence_package: p, hardware: *meter }
`;
    const { config } = parse(text);
    expect(config.batches[1]?.hardware).toEqual(config.batches[0]?.hardware);
    expect(config.batches[0]?.hardware).toEqual({
      my_DMM: { 'baud-rate': 9600, on: true, secret: null },
    });
  });
});

describe('the room on the disk', () => {
  it('is warned of before tests are refused, never after', () => {
    const { config } = parse(`${STATION}storage: { min_free_mb: 10, warn_free_mb: 10, ballast_mb: 0 }\n`);
    expect(config.storage).toMatchObject({
      minFreeBytes: 10 * 1024 ** 2,
      warnFreeBytes: 10 * 1024 ** 2,
      ballastBytes: 0,
    });
    const { problems } = failure(`${STATION}storage: { min_free_mb: 10, warn_free_mb: 9 }\n`);
    expect(problems).toMatchObject([
      { path: 'storage.warn_free_mb', value: 9, message: expect.stringContaining('at least min_free_mb (10)') },
    ]);
  });
});

describe('references to the environment', () => {
  it('are replaced, and read as the type that is wanted', () => {
    const text = `${STATION}server: { port: "\${PORT}", allow_insecure_lan: "\${LAN}" }\nbackend:\n  url: http://\${HUB}/x\n  api_key: \${KEY}\n`;
    const { config } = parse(text, { PORT: '9000', LAN: 'true', HUB: 'hub:1', KEY: '00123' });
    expect(config.server).toMatchObject({ port: 9000, allowInsecureLan: true });
    expect(config.backend).toMatchObject({ url: 'http://hub:1/x', apiKey: '00123' });
  });

  it('stay references in hardware and parameters, with a warning when the name is not set', () => {
    const text = `${STATION}batches:
  - id: b
    sequence_package: p
    hardware: { dmm: { key: "\${SECRET}" } }
    parameters: { x: "a\${UNSET}" }
`;
    const { config, warnings } = parse(text, { SECRET: 'hidden' });
    expect(config.batches[0]).toMatchObject({
      hardware: { dmm: { key: '${SECRET}' } },
      parameters: { x: 'a${UNSET}' },
    });
    expect(warnings).toEqual(['line 8, batches[0].parameters.x: UNSET is not set in the environment']);
  });

  it('are named when they are not set or are no names', () => {
    const { problems } = failure(`${STATION}backend:\n  url: \${HUB_URL}\n  api_key: \${not a name}\n`);
    expect(problems).toEqual([
      {
        line: 5,
        column: 8,
        path: 'backend.url',
        value: '${HUB_URL}',
        message: 'HUB_URL is not set in the environment',
      },
      expect.objectContaining({
        line: 6,
        path: 'backend.api_key',
        message: expect.stringContaining('is no reference'),
      }),
    ]);
  });

  it('never show their value in a message', () => {
    const { message } = failure(`${STATION}server:\n  port: \${PORT}\n`, { PORT: 'hunter2' });
    expect(message).toContain('server.port: "${PORT}" — expected a number');
    expect(message).not.toContain('hunter2');
  });
});

it('lists every bad key at once, each with line, column, value and what is allowed', () => {
  const text = `station:
  id: 1st
  nam: Station
server:
  port: 70000
  host: 5
batches:
  - id: batch_1
    sequence_package: p
    slot: 40
    hardware:
      9dmm: {}
logging:
  level: loud
  max_size: 10 apples
  colour: red
`;
  const { problems, message } = failure(text);
  expect(problems.map(({ line, column, path }) => `${line}:${column} ${path}`)).toEqual([
    '1:1 station.name',
    '2:7 station.id',
    '3:3 station.nam',
    '5:9 server.port',
    '6:9 server.host',
    '10:11 batches[0].slot',
    '12:7 batches[0].hardware.9dmm',
    '14:10 logging.level',
    '15:13 logging.max_size',
    '16:3 logging.colour',
  ]);
  expect(message.split('\n')[0]).toBe('station.yaml has 10 problems:');
  expect(message).toContain('station.yaml:3:3  station.nam — unknown key; did you mean name?');
  expect(message).toContain('station.yaml:1:1  station.name — is missing: expected a text');
  expect(message).toContain('station.yaml:5:9  server.port: 70000 — expected at most 65535');
  expect(message).toContain('station.yaml:14:10  logging.level: "loud" — expected one of debug, info, warning, error');
  expect(message).toContain('logging.colour — unknown key; allowed here: level, file, max_size, backup_count');
});

describe('an unknown key', () => {
  it.each([
    ['servr:\n  port: 1\n', '4:1 servr', 'did you mean server?'],
    ['server:\n  allowInsecureLan: true\n', '5:3 server.allowInsecureLan', 'did you mean allow_insecure_lan?'],
    [
      'batches:\n  - { id: a, sequence_package: p, autostart: true }\n',
      '5:35 batches[0].autostart',
      'did you mean auto_start?',
    ],
    ['port: 80\n', '4:1 port', 'did you mean server.port?'],
    ['server:\n  cors:\n    origins: []\n', '6:5 server.cors.origins', 'allowed here: allowed_origins'],
  ])('is refused with the nearest valid one: %j', (text, place, hint) => {
    const { problems } = failure(STATION + text);
    expect(problems.map(({ line, column, path }) => `${line}:${column} ${path}`)).toEqual([place]);
    expect(problems[0]?.message).toContain(hint);
  });
});

it('accepts keys of other releases with a warning that names the successor', () => {
  const text = `${STATION}ipc: { router_port: 5555 }
backend:
  url: http://hub
  station_id: x
  timeout: \${NEVER_SET}
batches:
  - { id: a, sequence_package: p, process_id: 4 }
`;
  expect(parse(text).warnings).toEqual([
    'line 4, ipc: no ports are needed any more: each worker gets private sockets',
    'line 7, backend.station_id: use station.id',
    'line 8, backend.timeout: use backend.timeouts',
    'line 10, batches[0].process_id: not supported in this release: remove it',
  ]);
});

describe('what is refused before the schema looks', () => {
  it.each([
    ['a key given twice', 'station: { id: a, name: b }\nserver:\n  port: 1\n  port: 2\n', 4],
    ['a merge key', 'station: &s { id: a, name: b }\nserver:\n  <<: *s\n', 3],
    ['a prototype key', `${STATION}server:\n  __proto__: { port: 1 }\n`, 5],
    ['an unknown tag', `${STATION}server: !!js/function x\n`, 4],
    ['a second document', `${STATION}---\nstation: {}\n`, 4],
    ['broken YAML', 'station:\n  id: [a\n', 3],
    ['a tab as indentation', 'station:\n\tid: a\n', 2],
  ])('%s, with its line', (_case, text, line) => {
    const { problems } = failure(text);
    expect(problems[0]?.line).toBe(line);
  });

  it('only the first place that is no YAML', () => {
    expect(failure(`${STATION}server: { host: \${HOST}, port: 1 }\nbackend: { a: b }\n`).problems).toHaveLength(1);
  });

  it('aliases that stand for millions of values', () => {
    const levels = Array.from(
      { length: 9 },
      (_, i) => `l${i + 1}: &l${i + 1} [*l${i}, *l${i}, *l${i}, *l${i}, *l${i}]`,
    );
    const { problems } = failure(['l0: &l0 [x]', ...levels].join('\n'));
    expect(problems[0]?.message).toContain('alias');
  });

  it.each([
    ['a: &a [*a]', '*a: it stands inside of what it names'],
    ['a: *nope', '*nope: there is no &nope before it'],
    [`${'['.repeat(50_000)}`, 'nested too deeply'],
  ])('what the reader of YAML cannot follow', (text, message) => {
    const [problem] = failure(text).problems;
    expect(problem).toMatchObject({ line: 1, message });
  });

  it('many unknown keys, of which the first hundred are told', () => {
    const keys = Array.from({ length: 300 }, (_, i) => `key_${i}: 1`).join('\n');
    const error = failure(`${STATION}${keys}\n`);
    expect(error.problems).toHaveLength(100);
    expect(error.message).toContain('300 problems, of which these are the first 100');
  });

  it.each(['', '# only a comment\n', '- a\n', 'text\n'])('a file without a map of keys: %j', (text) => {
    expect(failure(text).problems.length).toBeGreaterThan(0);
  });
});

it('leaves the prototype of objects alone', () => {
  failure(`${STATION}server:\n  constructor: { prototype: { polluted: 1 } }\n`);
  expect(Object.prototype).not.toHaveProperty('polluted');
});

it('names both batches that share an id or a slot', () => {
  const text = `${STATION}batches:\n  - { id: a, sequence_package: p, slot: 1 }\n  - { id: a, sequence_package: p, slot: 1 }\n`;
  const { problems } = failure(text);
  expect(problems.map(({ path, line }) => `${line} ${path}`)).toEqual(['6 batches[1].id', '6 batches[1].slot']);
});
