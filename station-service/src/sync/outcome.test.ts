import { expect, test } from 'vitest';
import * as z from 'zod';
import { judgeAnswer, judgeFailure } from './outcome.ts';
import { MAX_RETRY_AFTER_MS, retryAfterMs } from './retry-after.ts';

const NOW = Date.parse('2026-11-26T08:00:00Z');
const schema = z.object({ upTo: z.int().positive() });
const failure = (code: string, details = {}) =>
  JSON.stringify({ success: false, error: { code, message: 'why', details } });
const good = (data: unknown) => JSON.stringify({ success: true, data });
const judge = (status: number, body = '', headers: Record<string, string> = {}) =>
  judgeAnswer({ status, headers, body }, schema, NOW);

const HTML = '<!doctype html><title>Welcome</title>';

test.each([
  // row 41, 42
  ['what was asked for', 200, good({ upTo: 3, more: 1 }), 'ok'],
  ['another good status with it', 201, good({ upTo: 3 }), 'ok'],
  // row 43
  ['an error of the server', 500, failure('INTERNAL_ERROR'), 'retry'],
  ['a gateway without its server', 502, HTML, 'retry'],
  ['a server that goes down', 503, '', 'retry'],
  ['a gateway that waited', 504, '', 'retry'],
  ['a server that waited', 408, '', 'retry'],
  // row 44
  ['too many requests', 429, '', 'retry'],
  // row 45
  ['an unknown key', 401, failure('STATION_UNKNOWN'), 'refused'],
  ['an unknown key, without a word', 401, '', 'refused'],
  ['a revoked key', 403, failure('STATION_KEY_REVOKED'), 'refused'],
  ['another installation', 403, failure('STATION_CLONED'), 'refused'],
  ['a protocol that it does not know', 426, failure('HUB_PROTOCOL'), 'refused'],
  // row 46
  ['a body that is not valid', 400, failure('VALIDATION_ERROR'), 'poison'],
  ['a body that is too large', 413, failure('PAYLOAD_TOO_LARGE'), 'poison'],
  ['a body that is too large for somebody on the way', 413, HTML, 'poison'],
  ['a content that it cannot take', 422, failure('PAYLOAD_INVALID'), 'poison'],
  ['400 of somebody on the way', 400, HTML, 'retry'],
  ['422 of somebody on the way', 422, '{}', 'retry'],
  // row 47
  ['another content under the id', 409, failure('PAYLOAD_CONFLICT'), 'conflict'],
  ['409 of somebody on the way', 409, HTML, 'retry'],
  // row 48
  ['a captive portal', 200, HTML, 'retry'],
  ['nothing', 200, '', 'retry'],
  ['an empty object', 200, '{}', 'retry'],
  ['the data without the envelope', 200, '{"upTo":3}', 'retry'],
  ['an envelope with something else', 200, good({ upTo: 'x' }), 'retry'],
  ['a failure with a good status', 200, failure('INTERNAL_ERROR'), 'retry'],
  ['half of an answer', 200, good({ upTo: 3 }).slice(0, -3), 'retry'],
  ['no content', 204, '', 'retry'],
  // not followed: the key is not for whoever is named there
  ['another place', 302, '', 'retry'],
  ['a place that is not there', 404, failure('NOT_FOUND'), 'retry'],
  ['a method that is not there', 405, '', 'retry'],
  ['a status of the future', 299, good({}), 'retry'],
])('%s (%i) is judged', (_what, status, body, kind) => {
  expect(judge(status, body)).toMatchObject({ kind });
});

test('a refusal says what NeuroHub said, and what to do', () => {
  expect(judge(403, failure('STATION_CLONED'))).toEqual({
    kind: 'refused',
    problem: { code: 'STATION_CLONED', message: 'why (403)', next: expect.stringContaining('an id of its own') },
  });
  expect(judge(200, HTML, { 'content-type': 'text/html' })).toMatchObject({
    problem: { code: 'BACKEND_NOT_UNDERSTOOD', message: expect.stringMatching(/200 \(text\/html\).*<!doctype html>/) },
  });
  expect(judge(409, failure('CONTENT_OFFSET', { received: 7 }))).toMatchObject({ details: { received: 7 } });
});

test('what NeuroHub itself says is told apart from what somebody on the way says', () => {
  expect(judge(503, failure('STORAGE_FAILED'))).toMatchObject({ isWord: true });
  expect(judge(503, HTML)).toMatchObject({ isWord: false });
});

test.each([
  ['120', 120_000],
  ['0', 0],
  ['Thu, 26 Nov 2026 08:00:30 GMT', 30_000],
  ['Thu, 26 Nov 2026 07:00:00 GMT', 0],
  ['99999999999999999999', MAX_RETRY_AFTER_MS],
  ['Thu, 26 Nov 2099 08:00:30 GMT', MAX_RETRY_AFTER_MS],
  ['-5', undefined],
  ['1e3', undefined],
  ['soon', undefined],
  ['', undefined],
  [undefined, undefined],
])('Retry-After %j is a wait of %j ms', (text, ms) => {
  expect(retryAfterMs(text, NOW)).toBe(ms);
  if (text !== undefined)
    expect(judge(429, '', { 'retry-after': text })).toMatchObject({
      kind: 'retry',
      ...(ms !== undefined && { afterMs: ms }),
    });
});

test.each([
  [
    Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' }),
    'connect ECONNREFUSED 127.0.0.1:1',
  ],
  [
    Object.assign(new Error('certificate has expired'), { code: 'CERT_HAS_EXPIRED' }),
    'CERT_HAS_EXPIRED certificate has expired',
  ],
  [
    new Error('fetch failed', { cause: new Error('getaddrinfo ENOTFOUND hub') }),
    'fetch failed: getaddrinfo ENOTFOUND hub',
  ],
  [
    Object.assign(new AggregateError([new Error('connect ECONNREFUSED ::1:1')]), { code: 'ECONNREFUSED' }),
    'ECONNREFUSED connect ECONNREFUSED ::1:1',
  ],
  ['gone', 'gone'],
])('an error of the network is a reason to ask again, with its cause', (thrown, message) => {
  expect(judgeFailure(thrown)).toMatchObject({ kind: 'retry', problem: { code: 'BACKEND_UNREACHABLE', message } });
});
