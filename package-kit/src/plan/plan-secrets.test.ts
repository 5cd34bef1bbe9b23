import { expect, it } from 'vitest';
import { planSecrets } from './plan-secrets.ts';

const hardware = (config: Record<string, string | number | null>) => ({
  dmm: {
    driverModule: 'dmm.js',
    driverClass: 'Dmm',
    displayName: 'Meter',
    config,
    configTypes: {},
    instrument: 'b.dmm',
  },
});

it('finds the values of every reference in the hardware', () => {
  const both = hardware({ key: '${KEY}', both: '${KEY}-${HOST}', port: 5, none: null });
  expect(planSecrets(both, { KEY: 'k', HOST: '', OTHER: 'o' })).toEqual({ KEY: 'k', HOST: '' });
});

it('names every variable that is not set', () => {
  expect(() => planSecrets(hardware({ key: '${GONE}', port: '${LOST}' }), {})).toThrow(/GONE, LOST$/);
});
