import { createHash } from 'node:crypto';
import { limitsFileSchema } from '@neurohub/contracts/limits-file';
import { manifestSchema } from '@neurohub/contracts/manifest';
import { describe, expect, it } from 'vitest';
import { rejection, temporaryFolder, writeFiles } from './_util.ts';
import { readLimits } from './read-limits.ts';

const manifest = manifestSchema.parse({
  name: 'demo',
  version: '1.0.0',
  entry_point: { module: 'sequence', class: 'Demo' },
  parameters: { board: { display_name: 'Board', type: 'string', default: 'a' } },
});

const LIMITS = `version: 1.2.0
variant_parameter: board
limits:
  vcc:
    default: { low: 4.75, high: 5.25, marginal_low: 4.8 }
    b: [{ nominal: 12, tolerance_percent: 5 }, { high: 12.4, decisive: false }]
  measureRails.ripple:
    default: { outside: { low: 1, high: 2, low_exclusive: true } }
  firmware:
    default: { one_of: [v1, v2], case_sensitive: false }
  note:
    default: []
`;

async function read(text: string) {
  return readLimits(await writeFiles(await temporaryFolder(), { 'limits.yaml': text }), manifest);
}

describe('readLimits', () => {
  it('gives every limit as it is judged, with version and hash', async () => {
    const limits = await read(LIMITS);
    expect(limits).toEqual({
      version: '1.2.0',
      hash: createHash('sha256').update(LIMITS).digest('hex'),
      variantParameter: 'board',
      limits: {
        vcc: {
          default: [{ op: 'range', low: 4.75, high: 5.25, marginalLow: 4.8 }],
          b: [
            { op: 'nominal', nominal: 12, tolerance: 5, toleranceKind: 'percent' },
            { op: 'range', high: 12.4, decisive: false },
          ],
        },
        'measureRails.ripple': { default: [{ op: 'outside', low: 1, high: 2, lowExclusive: true }] },
        firmware: { default: [{ op: 'oneOf', expected: ['v1', 'v2'], caseSensitive: false }] },
        note: { default: [] },
      },
    });
    expect(limitsFileSchema.parse(limits)).toEqual(limits);
  });

  it('reads limits of JSON and of what is made of a series', async () => {
    const text = `version: 1.0.0
limits:
  config: { default: { equals: { mode: run, channels: [1, 2] } } }
  ripple.max: { default: { high: 0.05 } }
  measureRipple.ripple.voltage.std: { default: [{ high: 1 }, { high: 0.5, decisive: false }] }
`;
    expect((await read(text))?.limits).toEqual({
      config: { default: [{ op: 'deepEquals', expected: { mode: 'run', channels: [1, 2] } }] },
      'ripple.max': { default: [{ op: 'range', high: 0.05 }] },
      'measureRipple.ripple.voltage.std': {
        default: [
          { op: 'range', high: 1 },
          { op: 'range', high: 0.5, decisive: false },
        ],
      },
    });
  });

  it('is nothing for a package without the file', async () => {
    expect(await readLimits(await temporaryFolder(), manifest)).toBeUndefined();
  });

  it('names every problem at once, each with its place', async () => {
    const text = LIMITS.replace('low: 4.75', 'low: 9').replace('variant_parameter: board', 'variant_parameter: bord');
    const error = await rejection(read(text.replace('one_of: [v1, v2]', 'one_of: []')));
    expect(error.code).toBe('LIMITS_INVALID');
    expect(error.message.split('\n')).toEqual([
      'limits.yaml:2:1 variant_parameter: manifest.yaml has no parameter "bord"',
      'limits.yaml:5:5 limits.vcc.default: no value can lie between low 9 and high 5.25',
      'limits.yaml:10:5 limits.firmware.default: one_of takes a list with at least one value',
    ]);
  });

  it.each([
    ['a version that is none', LIMITS.replace('1.2.0', '"1.2"'), 'version: N.N.N'],
    [
      'a key nobody knows',
      LIMITS.replace('variant_parameter', 'variant_paramter'),
      'did you mean "variant_parameter"?',
    ],
    ['a limit key nobody knows', LIMITS.replace('marginal_low', 'marginal_lwo'), '"marginal_lwo" does not belong'],
    ['a key in camelCase', LIMITS.replace('marginal_low', 'marginalLow'), '"marginalLow" is written marginal_low here'],
    ['code', LIMITS.replace('{ low: 4.75, high: 5.25, marginal_low: 4.8 }', '{ predicate: "x" }'), 'predicate'],
    ['variants nobody chooses', LIMITS.replace('variant_parameter: board\n', ''), 'the only variant is "default"'],
    ['a number instead of a limit', LIMITS.replace('{ low: 4.75, high: 5.25, marginal_low: 4.8 }', '5'), 'limits.vcc'],
  ])('refuses %s', async (_title, text, message) => {
    const error = await rejection(read(text));
    expect(error.code).toBe('LIMITS_INVALID');
    expect(error.message).toContain(message);
  });

  it('says where the YAML is broken', async () => {
    expect((await rejection(read('version: [1'))).message).toMatch(/^limits\.yaml:1:/);
  });
});
