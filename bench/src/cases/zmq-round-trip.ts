import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Request } from 'zeromq';
import type { BenchCase } from '../bench-case.ts';
import { SAMPLE_COMMITTED, SAMPLE_RECORD } from '../sample-record.ts';

const ECHO = fileURLToPath(new URL('../children/echo.ts', import.meta.url));
const WARM_UP = 500;

/** Baseline: REQ/REP between two processes with messages of the size of a RECORD and its COMMITTED, nothing parsed. */
export const zmqRoundTrip: BenchCase = {
  name: 'zmq',
  async run({ times, report }) {
    const folder = mkdtempSync(join(tmpdir(), 'bench-'));
    const endpoint = `ipc://${join(folder, 'echo')}`;
    const child = spawn(process.execPath, [ECHO, endpoint, SAMPLE_COMMITTED], { stdio: ['ignore', 'pipe', 'inherit'] });
    const socket = new Request();
    try {
      await once(child.stdout, 'data');
      socket.connect(endpoint);
      const samples = await roundTrips(socket, WARM_UP + times(10_000));
      report({
        id: 'zmq',
        title: `bare ZeroMQ round trip, ${SAMPLE_RECORD.length} B there`,
        unit: 'µs',
        samples: samples.slice(WARM_UP),
      });
    } finally {
      socket.close();
      child.kill();
      rmSync(folder, { recursive: true });
    }
  },
};

async function roundTrips(socket: Request, count: number): Promise<number[]> {
  const samples: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const begun = performance.now();
    await socket.send(SAMPLE_RECORD);
    await socket.receive();
    samples.push((performance.now() - begun) * 1000);
  }
  return samples;
}
