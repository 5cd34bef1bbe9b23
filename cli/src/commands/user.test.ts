import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { json } from 'node:stream/consumers';
import { changeUserBodySchema, newUserBodySchema } from '@neurohub/contracts/auth-rest';
import { expect, onTestFinished, test } from 'vitest';
import { runCli } from '../run-cli.ts';
import { firstLine } from './user.ts';

const USER = { name: 'Kim Lee', role: 'operator', hasPassword: true, hasPin: false, hasBadge: false };
const changedAt = '2026-11-26T00:00:00.000Z';

/** The wire only: what the station does with it is for its own tests. */
async function listen() {
  const asked: { what: string; headers: Record<string, unknown>; body: unknown }[] = [];
  const server = createServer(async (request, response) => {
    const body = request.headers['content-type'] ? await json(request) : undefined;
    asked.push({ what: `${request.method} ${request.url}`, headers: request.headers, body });
    const user = { ...USER, changedAt };
    if (request.url === '/api/auth/login') response.setHeader('set-cookie', 'station_session=abc; Path=/; HttpOnly');
    response.end(JSON.stringify({ success: true, data: request.method === 'GET' ? [user] : user }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const run = async (line: string[], env: Record<string, string> = {}) => {
    const said: string[] = [];
    const say = (text: string) => said.push(text);
    const code = await runCli(line, { cwd: '/', env: { STATION_URL: url, ...env }, out: say, err: say });
    return { code, said: said.join('\n') };
  };
  return { asked, run };
}

test('a new user gets a password that is made here, shown once, and sent as the station wants it', async () => {
  const { asked, run } = await listen();
  const { code, said } = await run(['user', 'add', 'Kim Lee', '--role', 'engineer']);
  expect(code).toBe(0);
  const body = newUserBodySchema.parse(asked[0]?.body);
  expect([asked[0]?.what, body.name, body.role]).toEqual(['POST /api/users', 'Kim Lee', 'engineer']);
  expect(said).toContain(`password: ${body.password} (shown this once only)`);
});

test('users are listed, changed and removed by their names', async () => {
  const { asked, run } = await listen();
  expect((await run(['user', 'list'])).said).toContain('Kim Lee  operator, by password');
  const { said } = await run(['user', 'change', 'Kim Lee', '--by', 'pin']);
  const { pin, ...rest } = changeUserBodySchema.parse(asked[1]?.body);
  expect(rest).toEqual({});
  expect(said).toContain(`pin: ${pin}`);
  await run(['user', 'remove', 'Kim Lee']);
  const what = ['GET /api/users', 'PUT /api/users/Kim%20Lee', 'DELETE /api/users/Kim%20Lee'];
  expect(asked.map((one) => one.what)).toEqual(what);
});

test('a role or kind that is none, and a change of nothing, are refused before anything is asked', async () => {
  const { asked, run } = await listen();
  expect((await run(['user', 'add', 'Kim', '--role', 'god'])).said).toContain('--role "god" is none of viewer');
  expect((await run(['user', 'add', 'Kim', '--by', 'smile'])).said).toContain('--by "smile" is none of password');
  expect((await run(['user', 'change', 'Kim'])).said).toContain('needs --role, --by, or both');
  expect(asked).toEqual([]);
});

test('the environment says who asks: an API key, else a sign-in by name and password', async () => {
  const { asked, run } = await listen();
  const login = { STATION_USER: 'admin', STATION_PASSWORD: 'correct horse' };
  await run(['user', 'add', 'Kim'], { STATION_API_KEY: 'nhk_1', ...login });
  await run(['user', 'list'], login);
  expect(asked[0]?.headers).toMatchObject({ 'x-api-key': 'nhk_1', 'content-type': 'application/json' });
  expect(asked[0]?.headers).not.toHaveProperty('authorization');
  expect(asked[1]).toMatchObject({ what: 'POST /api/auth/login', body: { name: 'admin', password: 'correct horse' } });
  expect(asked[2]?.headers).toMatchObject({ cookie: 'station_session=abc', 'x-station-csrf': '1' });
});

test('a badge is the first line that its reader types', async () => {
  expect(await firstLine(Readable.from(['\n', ' 04:A2:19:7C\nmore\n']))).toBe('04:A2:19:7C');
  await expect(firstLine(Readable.from([]))).rejects.toMatchObject({ code: 'USAGE' });
});
