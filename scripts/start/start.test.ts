import { describe, expect, it } from 'vitest';
import { hubNeeded } from './neurohub.mjs';
import { slotsNeeded } from './simulators.mjs';
import { resolveFlags } from './station-flags.mjs';

describe('the simulated instruments a configuration needs', () => {
  it('are as many slots as the highest number it names', () => {
    expect(slotsNeeded('port: ${SIM_1_DMM_PORT}\nport: ${SIM_12_POWER_PORT}', {})).toBe(12);
  });

  it('are none for real instruments', () => {
    expect(slotsNeeded('port: 5025\nkey: ${API_KEY}', {})).toBe(0);
  });

  it('are none when somebody else has started them', () => {
    expect(slotsNeeded('port: ${SIM_1_DMM_PORT}', { SIM_1_DMM_PORT: '5025' })).toBe(0);
  });
});

describe('the flags of the station', () => {
  const given = { cwd: '/home/user', root: '/station', env: {} };

  it('mean the folder in which they were typed', () => {
    const { args, config } = resolveFlags({ ...given, args: ['--config', 'a.yaml', '--data-dir=d', '--port', '9000'] });
    expect(args).toEqual(['--config', '/home/user/a.yaml', '--data-dir=/home/user/d', '--port', '9000']);
    expect(config).toBe('/home/user/a.yaml');
  });

  it('win over the environment, which wins over config/station.yaml', () => {
    const env = { STATION_CONFIG: 'b.yaml' };
    expect(resolveFlags({ ...given, env, args: ['--config=a.yaml'] }).config).toBe('/home/user/a.yaml');
    expect(resolveFlags({ ...given, env, args: [] }).config).toBe('/home/user/b.yaml');
    expect(resolveFlags({ ...given, args: [] }).config).toBe('/station/config/station.yaml');
  });
});

describe('the NeuroHub of a start', () => {
  const configText = 'station: { id: ST-7, name: Seven }\n';
  const given = { wanted: true, env: {}, configText };

  it('is started for the station of the configuration', () => {
    expect(hubNeeded(given)).toEqual({ stationId: 'ST-7' });
  });

  it('is not started where results go elsewhere', () => {
    expect(hubNeeded({ ...given, env: { NEUROHUB_URL: 'http://hub' } })).toEqual({
      reason: expect.stringContaining('http://hub'),
    });
    expect(hubNeeded({ ...given, configText: `${configText}backend: { url: http://hub }\n` })).toEqual({
      reason: expect.stringContaining('`backend` of the configuration'),
    });
  });

  it('is left to the station when its configuration cannot be read', () => {
    expect(hubNeeded({ ...given, configText: 'station: [' })).toEqual({
      reason: expect.stringContaining('no station'),
    });
  });

  it('is waited for when nobody wants it now', () => {
    expect(hubNeeded({ ...given, wanted: false })).toMatchObject({ waitsFor: 'ST-7' });
    expect(resolveFlags({ args: ['--no-hub', '--port', '1'], env: {}, cwd: '/', root: '/station' })).toMatchObject({
      ...{ args: ['--port', '1'], wantsHub: false, hubDataDir: '/station/data/neurohub' },
    });
    const flags = resolveFlags({ args: ['--data-dir', 'd'], env: {}, cwd: '/home', root: '/station' });
    expect(flags).toMatchObject({ wantsHub: true, hubDataDir: '/home/d/neurohub' });
  });
});
