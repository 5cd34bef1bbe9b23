import { join } from 'node:path';
import type { Overrides } from '@neurohub/contracts/overrides';
import { describe, expect, it } from 'vitest';
import { rejection, temporaryFolder, writeFiles } from '../_util.ts';
import { overridesText } from './overrides-text.ts';
import { readOverrides } from './read-overrides.ts';

const OVERRIDES: Overrides = {
  ...{ version: '1.0.0', packageHash: 'a'.repeat(64), reason: 'worn fixture', by: 'kim' },
  at: '2026-01-01T00:00:00.000Z',
  parameters: { supply_volts: 9.5, note: 'slow' },
  steps: { measureRails: { timeoutMs: 1500, retry: 2, enabled: true }, log: { enabled: false, order: 7 } },
  limits: { vcc: { default: { low: 4.7, lowExclusive: true }, large: [{ high: 13 }, { high: 12, decisive: false }] } },
};

async function read(text: string) {
  return readOverrides(join(await writeFiles(await temporaryFolder(), { 'demo.yaml': text }), 'demo.yaml'));
}

describe('the file of overrides', () => {
  it('is written as people read it, and read back as it was', async () => {
    const text = overridesText(OVERRIDES);
    expect(text).toMatch(/^# What this station changes[^\n]*\n/);
    expect(text).toContain('timeout: 1.5\n');
    expect(text).toContain('low_exclusive: true\n');
    expect(await read(text)).toEqual(OVERRIDES);
  });

  it('keeps comments and spelling of whatever did not change', async () => {
    const former = overridesText(OVERRIDES)
      .replace('reason: worn fixture', '# asked for by the line\nreason: "worn fixture" # until June')
      .replace('    timeout: 1.5', '    timeout: 1.5 # slow probe');
    const changed = structuredClone(OVERRIDES);
    changed.steps = { measureRails: { timeoutMs: 1500, retry: 5 }, late: { retry: 1 } };
    changed.limits = {};
    const text = overridesText(changed, former);
    for (const kept of ['# asked for by the line', '"worn fixture" # until June', 'timeout: 1.5 # slow probe'])
      expect(text).toContain(kept);
    expect(await read(text)).toEqual(changed);
  });

  it.each([
    ['no YAML', 'version: [', /demo\.yaml:1:/],
    ['a key nobody knows', `${overridesText(OVERRIDES)}notes: x\n`, /"notes"/],
    [
      'a step setting nobody knows',
      overridesText(OVERRIDES).replace('retry: 2', 'retires: 2'),
      /demo\.yaml:12:\d+ steps/,
    ],
    ['no reason', overridesText(OVERRIDES).replace('reason: worn fixture\n', ''), /reason: /],
    [
      'a limit that cannot be',
      overridesText(OVERRIDES).replace('low_exclusive', 'lowExclusive'),
      /written low_exclusive/,
    ],
    ['an alias', 'version: &a 1.0.0\nby: *a\n', /aliases/],
  ])('is refused with its place for %s', async (_, text, message) => {
    const error = await rejection(read(text));
    expect(error.code).toBe('OVERRIDES_INVALID');
    expect(error.message).toMatch(message);
  });
});
