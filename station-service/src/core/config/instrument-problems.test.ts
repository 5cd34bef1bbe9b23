import { isCodedError } from '@neurohub/contracts/errors';
import { describe, expect, it } from 'vitest';
import type { ConfigProblem } from './config-problem.ts';
import { parseConfig } from './parse-config.ts';

const STATION = 'station: { id: s1, name: One }\n';
const parse = (text: string, env: Record<string, string> = {}) =>
  parseConfig(STATION + text, { file: 'station.yaml', env });

function problems(text: string, env: Record<string, string> = {}): string[] {
  try {
    parse(text, env);
  } catch (error) {
    if (!isCodedError(error)) throw error;
    const found = error.details?.['problems'] as ConfigProblem[];
    return found.map(({ line, column, path, message }) => `${line}:${column} ${path}: ${message}`);
  }
  return [];
}

/** Two batches, each with one instrument, in flow style: line 3 and line 4. */
const two = (first: string, second: string, more = '') => `batches:
  - { id: b1, sequence_package: p, hardware: { dmm: ${first} } }
  - { id: b2, sequence_package: p, hardware: { dmm: ${second} } }
${more}`;

describe('shared hardware', () => {
  const chamber = 'shared_hardware: { chamber_1: { host: 10.0.0.9, port: 502, key: "${KEY}" } }\n';

  it('gives its settings to every batch that names it, and stays a reference', () => {
    const { config } = parse(two('{ shared: chamber_1 }', '{ shared: chamber_1 }', chamber), { KEY: 'secret' });
    const settings = { host: '10.0.0.9', port: 502, key: '${KEY}' };
    expect(config.sharedHardware).toEqual({ chamber_1: settings });
    expect(config.batches.map(({ hardware, shared }) => ({ hardware, shared }))).toEqual([
      { hardware: { dmm: settings }, shared: { dmm: 'chamber_1' } },
      { hardware: { dmm: settings }, shared: { dmm: 'chamber_1' } },
    ]);
  });

  it('has to be declared; the nearest id is suggested', () => {
    expect(problems(two('{ shared: chamber_l }', '{}', chamber), { KEY: '' })).toEqual([
      '3:63 batches[0].hardware.dmm.shared: shared_hardware has no such instrument; did you mean chamber_1?',
    ]);
  });

  it('takes no other settings beside it', () => {
    expect(problems(two('{ shared: chamber_1, port: 5 }', '{}', chamber), { KEY: '' })).toEqual([
      expect.stringContaining('batches[0].hardware.dmm: `shared` is the id of one of shared_hardware and stands alone'),
    ]);
  });

  it('has ids that cannot be taken for the instrument of a batch', () => {
    expect(problems('shared_hardware: { b1.dmm: {} }\n')).toEqual([
      '2:20 shared_hardware.b1.dmm: the id of a shared instrument has no dot: <batch>.<hardware> names the instruments of one batch',
    ]);
  });
});

describe('the same address in two batches', () => {
  it('is named with both places and what to do', () => {
    expect(problems(two('{ host: 10.0.0.5, port: 5025 }', '{ ip: 10.0.0.5, port: "5025" }'))).toEqual([
      '4:48 batches[1].hardware.dmm: the same address as batches[0].hardware.dmm; to share the instrument declare it under shared_hardware and write {shared: <id>} at both places',
    ]);
  });

  it('is named too when one of them is shared hardware', () => {
    const shared = 'shared_hardware: { meter: { url: "tcp://10.0.0.5:5025" } }\n';
    expect(problems(two('{ shared: meter }', '{ host: 10.0.0.5, port: 5025 }', shared))).toEqual([
      expect.stringContaining(
        'the same address as shared_hardware.meter; to share the instrument write {shared: meter} here',
      ),
    ]);
  });

  it.each([
    ['a serial path', '{ port: /dev/ttyUSB0 }', '{ path: /dev/ttyUSB0, baud_rate: 9600 }'],
    ['a serial server', '{ path: "tcp://10.0.0.5:4001" }', '{ host: 10.0.0.5, port: 4001 }'],
    ['a Windows port in another spelling', '{ port: COM3 }', '{ serial_port: com3 }'],
    ['an OPC-UA endpoint', '{ endpoint: "opc.tcp://plc:4840/" }', '{ endpoint_url: "opc.tcp://PLC:4840" }'],
    ['a VISA resource', '{ resource: "GPIB0::5::INSTR" }', '{ resource: "GPIB0::5::INSTR" }'],
    ['the machine itself by two names', '{ host: localhost, port: 1 }', '{ host: 127.0.0.1, port: 1 }'],
    ['a reference and its value', '{ host: "${METER}", port: 1 }', '{ host: 10.0.0.5, port: 1 }'],
    ['a reference that has no value yet', '{ host: "${LATER}", port: 1 }', '{ host: "${LATER}", port: 1 }'],
    ['the same port at the same default host', '{ port: 5025 }', '{ port: 5025 }'],
  ])('is seen for %s', (_what, first, second) => {
    expect(problems(two(first, second), { METER: '10.0.0.5' })).toHaveLength(1);
  });

  it.each([
    ['other ports of one host', '{ host: 10.0.0.5, port: 1 }', '{ host: 10.0.0.5, port: 2 }'],
    ['other units behind one gateway', '{ host: g, port: 502, unit_id: 1 }', '{ host: g, port: 502, unit_id: 2 }'],
    [
      'settings that are no address',
      '{ report_url: "http://mes/x", file: /tmp/a }',
      '{ report_url: "http://mes/x", file: /tmp/a }',
    ],
    ['other references without a value', '{ port: "${A}" }', '{ port: "${B}" }'],
  ])('is not seen for %s', (_what, first, second) => {
    expect(problems(two(first, second))).toEqual([]);
  });

  it('is not seen where two packages may have different defaults', () => {
    const text = `batches:
  - { id: b1, sequence_package: p, hardware: { dmm: { port: 5025 } } }
  - { id: b2, sequence_package: q, hardware: { dmm: { port: 5025 } } }
`;
    expect(problems(text)).toEqual([]);
  });

  it('may be used twice by one batch, and by all that go through shared hardware', () => {
    const text = `shared_hardware: { meter: { host: 10.0.0.5, port: 1 } }
batches:
  - { id: b1, sequence_package: p, hardware: { a: { host: h, port: 1 }, b: { host: h, port: 1 }, m: { shared: meter } } }
  - { id: b2, sequence_package: p, hardware: { m: { shared: meter } } }
`;
    expect(problems(text)).toEqual([]);
  });

  it('never tells the value of a reference', () => {
    expect(
      problems(two('{ host: "${METER}", port: 1 }', '{ host: "${METER}", port: 1 }'), { METER: 'hidden' }).join(),
    ).not.toContain('hidden');
  });
});

describe('a rendezvous', () => {
  it('names batches that exist, each once, and has ten minutes unless it says otherwise', () => {
    const { config } = parse(two('{}', '{}', 'rendezvous: { heat: { batches: [b1, b2] } }\n'));
    expect(config.rendezvous).toEqual({ heat: { batches: ['b1', 'b2'], timeoutMs: 600_000 } });
    expect(problems(two('{}', '{}', 'rendezvous: { heat: { batches: [b1, b3, b1] } }\n'))).toEqual([
      '5:37 rendezvous.heat.batches[1]: no such batch; did you mean b1?',
      '5:41 rendezvous.heat.batches[2]: is in the list twice',
    ]);
  });
});
