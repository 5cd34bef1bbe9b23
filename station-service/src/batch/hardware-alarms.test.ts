import { beforeEach, expect, it, vi } from 'vitest';
import { HardwareAlarms } from './hardware-alarms.ts';

const at = '2026-11-25T08:00:00.000Z';
const subject = { code: 'HARDWARE_LOST', batchId: 'b1', instrument: 'b1.psu' };
const error = { code: 'DRIVER_CONNECTION', message: 'refused' } as const;
const alarms = { raise: vi.fn(), clear: vi.fn() };
beforeEach(() => void vi.clearAllMocks());

function givenUp(): HardwareAlarms {
  const made = new HardwareAlarms('b1', alarms);
  made.commit({ type: 'hardwareLost', at, hardware: 'psu', error });
  expect(alarms.raise).not.toHaveBeenCalled();
  made.commit({ type: 'hardwareGivenUp', at, hardware: 'psu', error });
  expect(alarms.raise).toHaveBeenCalledWith({ ...subject, message: 'psu: refused' });
  return made;
}

it('tells of an instrument when the attempts to reach it are used up, until it is back', () => {
  const made = givenUp();
  made.commit({ type: 'hardwareBack', at, hardware: 'meter', lostMs: 1, attempts: 1 });
  expect(alarms.clear).not.toHaveBeenCalled();
  made.commit({ type: 'hardwareBack', at, hardware: 'psu', lostMs: 1, attempts: 1 });
  expect(alarms.clear).toHaveBeenCalledExactlyOnceWith(subject);
});

it('has nothing more to tell once the execution has ended, or has lost its process', () => {
  for (const end of [
    (made: HardwareAlarms) =>
      made.commit({
        ...{ type: 'executionEnded', at, state: 'completed', verdict: 'ERROR', hadFailure: false },
        ...{ endReason: 'errorStop', durationMs: 1 },
      }),
    (made: HardwareAlarms) => made.clear(),
  ]) {
    vi.clearAllMocks();
    end(givenUp());
    expect(alarms.clear).toHaveBeenCalledExactlyOnceWith(subject);
  }
});
