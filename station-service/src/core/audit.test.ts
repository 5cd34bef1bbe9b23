import { Redactor } from '@neurohub/contracts/redactor';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TimedAuditEntry } from '../storage/audit.ts';
import { Audit } from './audit.ts';

const AT = '2026-01-02T03:04:05.000Z';

function bench() {
  const stored: string[] = [];
  const details: unknown[] = [];
  const disk = { isFull: false };
  const log = { error: vi.fn() };
  const audit = new Audit({
    store: {
      appendAudit: async (entry: TimedAuditEntry) => {
        if (disk.isFull) throw new Error('no room');
        details.push(entry.detail);
        stored.push(`${entry.at} ${entry.action}`);
      },
    },
    clock: { wallIso: () => AT },
    log,
    redactor: new Redactor(),
  });
  const put = (action: 'sequence.stop' | 'sequence.kill') => audit.append({ action, who: 'kim', from: '::1' });
  return { audit, put, stored, details, disk, log };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the audit', () => {
  it('answers when an entry is stored, with the time at which it was said', async () => {
    const { put, stored } = bench();
    await put('sequence.stop');
    expect(stored).toEqual([`${AT} sequence.stop`]);
  });

  it('never rejects: what the disk refuses is in the log, and in the trail as soon as there is room', async () => {
    const { put, stored, disk, log } = bench();
    disk.isFull = true;
    await put('sequence.stop');
    await put('sequence.kill');
    expect(log.error).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(stored).toEqual([]);
    disk.isFull = false;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(stored).toHaveLength(2);
  });

  it('takes secrets out', async () => {
    const { audit, details } = bench();
    await audit.append({ action: 'manual.command', who: 'kim', from: '::1', detail: { args: { password: 'abc123' } } });
    expect(details).toEqual([{ args: { password: '[redacted]' } }]);
  });

  it('tries once more when it ends, and leaves the rest to the log', async () => {
    const { audit, put, stored, disk, log } = bench();
    disk.isFull = true;
    await put('sequence.stop');
    disk.isFull = false;
    await audit[Symbol.asyncDispose]();
    expect(stored).toEqual([`${AT} sequence.stop`]);
    disk.isFull = true;
    await put('sequence.kill');
    expect(log.error).toHaveBeenLastCalledWith(
      expect.objectContaining({ audit: expect.objectContaining({ action: 'sequence.kill' }) }),
      expect.any(String),
    );
  });
});
