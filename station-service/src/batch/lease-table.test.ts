import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Lease, LeaseTable } from './lease-table.ts';

let requests = 0;
function ask(table: LeaseTable, batchId: string, ...instruments: string[]): Lease {
  requests += 1;
  const request = { requestId: `r${requests}`, batchId, executionId: null, step: 's', since: '2026-11-25T08:00:00Z' };
  return table.add(request, instruments);
}
const granted = (leases: Lease[]) => leases.map(({ batchId }) => batchId);

test('what is free is granted at once, and waited for by the next, in the order they came', () => {
  const table = new LeaseTable(41);
  const a = ask(table, 'a', 'chamber');
  expect(a.token).toBe(42);
  const b = ask(table, 'b', 'chamber');
  const c = ask(table, 'c', 'chamber');
  expect([b.token, c.token]).toEqual([null, null]);
  expect(table.obstacleOf(b)).toMatchObject({ instrument: 'chamber', owner: { batchId: 'a' } });
  expect(granted(table.remove(a.requestId))).toEqual(['b']);
  expect(granted(table.remove(b.requestId))).toEqual(['c']);
  expect(c.token).toBe(44);
});

test('several instruments are had all at once, whatever order they are written in', () => {
  const table = new LeaseTable();
  const a = ask(table, 'a', 'x', 'y');
  const b = ask(table, 'b', 'y', 'x');
  expect([a.token !== null, b.token]).toEqual([true, null]);
  expect(granted(table.remove(a.requestId))).toEqual(['b']);
});

test('who waits for one of several keeps the lower ones, and is not passed by', () => {
  const table = new LeaseTable();
  const a = ask(table, 'a', 'y');
  const b = ask(table, 'b', 'x', 'y');
  const c = ask(table, 'c', 'x');
  expect(table.ownerOf('x')?.batchId).toBe('b');
  expect(c.token).toBeNull();
  expect(granted(table.remove(a.requestId))).toEqual(['b']);
  expect(granted(table.remove(b.requestId))).toEqual(['c']);
});

test('a lease inside of another one is refused when its instrument comes before one that is held', () => {
  const table = new LeaseTable();
  ask(table, 'a', 'chamber');
  expect(ask(table, 'a', 'scope').token).not.toBeNull();
  expect(() => ask(table, 'a', 'meter')).toThrow(expect.objectContaining({ code: 'LEASE_ORDER' }));
  expect(() => ask(table, 'a', 'chamber')).toThrow(expect.objectContaining({ code: 'LEASE_ORDER' }));
});

test('who leaves the queue is not granted, and a request that is repeated is answered as it stands', () => {
  const table = new LeaseTable();
  const a = ask(table, 'a', 'x');
  const b = ask(table, 'b', 'x');
  const c = ask(table, 'c', 'x');
  expect(table.add(b, ['x'])).toBe(b);
  expect(table.remove(b.requestId)).toEqual([]);
  expect(granted(table.remove(a.requestId))).toEqual(['c']);
  expect(table.remove(a.requestId)).toEqual([]);
  expect(c.token).not.toBeNull();
});

type Action = { batch: string; instruments: string[] } | { end: number };
const actions = fc.array(
  fc.oneof(
    fc.record({
      batch: fc.constantFrom('a', 'b', 'c', 'd'),
      instruments: fc.uniqueArray(fc.constantFrom('p', 'q', 'r', 's'), { minLength: 1 }),
    }),
    fc.record({ end: fc.nat(20) }),
  ),
  { maxLength: 60 },
);

/** Batches as workers are: nobody asks for more while he waits. Plays the actions; `seen` is told after each. */
function play(
  script: Action[],
  seen: (table: LeaseTable, live: Lease[]) => void,
): { table: LeaseTable; live: Lease[] } {
  const table = new LeaseTable();
  let live: Lease[] = [];
  for (const action of script) {
    if ('end' in action) {
      const ended = live[action.end % Math.max(1, live.length)];
      // A lease inside of another one ends first; one that waits may be withdrawn.
      const last = ended && table.leasesOf(ended.batchId).at(-1);
      if (last) table.remove(last.requestId);
      live = live.filter((lease) => lease !== last);
    } else if (table.leasesOf(action.batch).every(({ token }) => token !== null)) {
      try {
        live.push(ask(table, action.batch, ...action.instruments));
      } catch (thrown) {
        expect(thrown).toMatchObject({ code: 'LEASE_ORDER' });
      }
    }
    seen(table, live);
  }
  return { table, live };
}

test('no instrument ever has two holders, and every token is larger than those before', () => {
  fc.assert(
    fc.property(actions, (script) => {
      const tokens = new Map<string, number>();
      play(script, (_table, live) => {
        const held = live.filter(({ token }) => token !== null);
        const instruments = held.flatMap((lease) => lease.instruments);
        expect(new Set(instruments).size).toBe(instruments.length);
        const highest = Math.max(0, ...tokens.values());
        const fresh = held.filter(({ requestId }) => !tokens.has(requestId));
        for (const { requestId, token } of fresh) {
          expect(token).toBeGreaterThan(highest);
          tokens.set(requestId, token ?? 0);
        }
      });
    }),
  );
});

test('nobody waits for ever: when every holder ends, everybody who waits is granted', () => {
  fc.assert(
    fc.property(actions, (script) => {
      const { table, live } = play(script, () => undefined);
      let left = live;
      while (left.length > 0) {
        // Somebody who waits for nothing can always go on to his end.
        const free = left.find(({ batchId }) => table.leasesOf(batchId).every(({ token }) => token !== null));
        expect(free, 'everybody waits for somebody').toBeDefined();
        const last = table.leasesOf(free?.batchId ?? '').at(-1);
        table.remove(last?.requestId ?? '');
        left = left.filter((lease) => lease !== last);
      }
    }),
  );
});

test('who came first to an instrument has it first', () => {
  fc.assert(
    fc.property(actions, (script) => {
      let before = new Map<string, readonly Lease[]>();
      play(script, (table, live) => {
        for (const instrument of ['p', 'q', 'r', 's']) {
          const earlier = (before.get(instrument) ?? []).filter((lease) => live.includes(lease));
          const now = table.waitingFor(instrument);
          const owner = table.ownerOf(instrument);
          // Whoever is still in the queue stands behind all who stood before him.
          const gone = earlier.filter((lease) => !now.includes(lease));
          expect(earlier.slice(0, gone.length)).toEqual(gone);
          if (gone.length > 0) expect(gone).toContain(owner ?? gone[0]);
        }
        before = new Map(['p', 'q', 'r', 's'].map((i) => [i, table.waitingFor(i)]));
      });
    }),
  );
});
