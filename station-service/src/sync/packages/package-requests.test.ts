import { expect, test, vi } from 'vitest';
import { type Outcome, problemOf } from '../outcome.ts';
import { PackageRequests } from './package-requests.ts';

const wanted = { name: 'pcb', version: '1.0.0', by: 'kim', reason: 'worn probe' };

function requests(answer: Outcome<never>) {
  const ask = vi.fn(async () => answer);
  const refresh = vi.fn();
  return { requests: new PackageRequests({ stationId: 'ST-1', hub: { ask } as never, refresh }), ask, refresh };
}

test('what was asked for is looked after at once', async () => {
  const { requests: asked, ask, refresh } = requests({ kind: 'ok', data: undefined as never });
  await asked.want(wanted);
  expect(ask).toHaveBeenCalledWith({ path: '/api/stations/ST-1/packages/ask', json: wanted }, expect.anything());
  expect(refresh).toHaveBeenCalledOnce();
});

test.each([
  ['what NeuroHub says about the package', 'conflict', 'DOWNGRADE_REFUSED', 'DOWNGRADE_REFUSED'],
  ['a version that is gone', 'retry', 'VERSION_NOT_FOUND', 'VERSION_NOT_FOUND'],
  ['no answer', 'retry', 'BACKEND_UNREACHABLE', 'HUB_OUT_OF_REACH'],
  // It is the station that is unknown there, not whoever asks the station.
  ['a key that is not accepted', 'refused', 'STATION_UNKNOWN', 'HUB_OUT_OF_REACH'],
  ['a backend without a registry', 'retry', 'NOT_FOUND', 'HUB_OUT_OF_REACH'],
] as const)('%s', async (_, kind, said, code) => {
  const failed = { kind, problem: problemOf(said, 'as it says'), details: {} };
  const { requests: asked, refresh } = requests(failed);
  await expect(asked.want(wanted)).rejects.toMatchObject({ code, message: expect.stringContaining('as it says') });
  await expect(asked.offered()).rejects.toMatchObject({ code });
  expect(refresh).not.toHaveBeenCalled();
});
