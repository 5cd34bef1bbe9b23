import { describe, expect, it } from 'vitest';
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
