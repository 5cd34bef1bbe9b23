import { afterEach, expect, test } from 'vitest';
import { Reply } from 'zeromq';
import { CommandQueue } from './command-queue.ts';

const open: { close(): void }[] = [];
afterEach(() => {
  for (const socket of open.splice(0)) socket.close();
});

async function queueWithWorker(answer: (frame: string) => string | null) {
  const queue = new CommandQueue();
  await queue.socket.bind('tcp://127.0.0.1:0');
  const worker = new Reply({ linger: 0 });
  worker.connect(queue.socket.lastEndpoint ?? '');
  open.push(queue, worker);
  const seen: string[] = [];
  void serve();
  // No test begins while the connection is still being made.
  await queue.send('ready', { attempts: 20 });
  seen.length = 0;
  return { queue, seen };

  async function serve(): Promise<void> {
    try {
      for await (const [frame] of worker) {
        seen.push(String(frame));
        const reply = String(frame) === 'ready' ? 'yes' : answer(String(frame));
        if (reply === null) await new Promise((resolve) => setTimeout(resolve, 1_200));
        await worker.send(reply ?? 'late');
      }
    } catch (thrown) {
      if (!worker.closed) throw thrown;
    }
  }
}

test('commands are answered in the order they were sent', async () => {
  const { queue } = await queueWithWorker((frame) => `re:${frame}`);
  expect(await Promise.all(['a', 'b', 'c'].map((frame) => queue.send(frame)))).toEqual(['re:a', 're:b', 're:c']);
});

test('an urgent command goes before those that wait', async () => {
  const { queue, seen } = await queueWithWorker((frame) => frame);
  await Promise.all([queue.send('first'), queue.send('second'), queue.send('stop', { urgent: true })]);
  expect(seen).toEqual(['first', 'stop', 'second']);
});

test('without an answer the command fails by name, and the next one gets its own answer', async () => {
  const { queue } = await queueWithWorker((frame) => (frame === 'silent' ? null : `re:${frame}`));
  await expect(queue.send('silent')).rejects.toMatchObject({ code: 'WORKER_TIMEOUT' });
  expect(await queue.send('next', { attempts: 3 })).toBe('re:next');
});

test('what waits is refused when the worker is gone', async () => {
  const { queue } = await queueWithWorker(() => null);
  const waiting = [queue.send('a'), queue.send('b')];
  queue.close();
  for (const command of waiting) await expect(command).rejects.toMatchObject({ code: 'BATCH_NOT_RUNNING' });
});
