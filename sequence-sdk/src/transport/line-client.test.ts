import { expect, onTestFinished, test } from 'vitest';
import { tcpServer, testContext } from './_util.ts';
import { LineClient, type LineClientOptions } from './line-client.ts';

/** A console that answers each line as told. */
async function consoleOf(answer: (line: string) => string, options: Partial<LineClientOptions> = {}) {
  const lines: string[] = [];
  const { port, sockets } = await tcpServer((socket) => {
    socket.setEncoding('latin1').on('data', (text) => {
      for (const line of String(text).split('\r').slice(0, -1)) {
        lines.push(line);
        socket.write(answer(line));
      }
    });
  });
  const context = testContext('board');
  const client = new LineClient({ context, port: `tcp://127.0.0.1:${port}`, terminator: '\r', ...options });
  onTestFinished(() => client.close());
  await client.connect();
  return { client, lines, sockets };
}

test('asks and is answered, each with its own line end', async () => {
  const { client, lines } = await consoleOf((line) => `${line} ok\r\n`, { replyTerminator: '\r\n' });
  expect(await Promise.all([client.query('A'), client.query('B')])).toEqual(['A ok', 'B ok']);
  expect(lines).toEqual(['A', 'B']);
});

test('says its own name when it is used in the wrong state', async () => {
  const { client } = await consoleOf(() => '');
  await client.close();
  await expect(client.query('A')).rejects.toThrow('LineClient.query() of "board" needs an open client; it is closed');
});

test('uses the time limit and the tries of one call instead of its own', async () => {
  let count = 0;
  const { client, sockets } = await consoleOf(() => (++count > 2 ? 'ok\r' : ''), { timeoutMs: 3_600_000 });
  expect(await client.query('A', { timeoutMs: 20, retries: 2 })).toBe('ok');
  expect(sockets).toHaveLength(3);
});

test('goes on with the next call after an exclusive turn has failed', async () => {
  const { client } = await consoleOf((line) => `${line} ok\r`);
  await expect(
    client.exclusive(async (turn) => {
      await turn.query('A');
      throw new Error('enough');
    }),
  ).rejects.toThrow('enough');
  expect(await client.query('B')).toBe('B ok');
});

test('sends nothing more of a turn once its signal has fired', async () => {
  const { client, lines } = await consoleOf((line) => `${line} ok\r`);
  const stop = new AbortController();
  const reason = new Error('stopped');
  const turn = client.exclusive(
    async (only) => {
      await only.query('A');
      stop.abort(reason);
      await only.query('B');
    },
    { signal: stop.signal },
  );
  await expect(turn).rejects.toBe(reason);
  expect(await client.query('C')).toBe('C ok');
  expect(lines).toEqual(['A', 'C']);
});
