import { expect, test } from 'vitest';
import { measured, recordOf, sentOf, sha256, stepOf } from './_util.ts';
import { readRecord } from './read-record.ts';

const read = (content: unknown) => readRecord(sentOf(content));

test('what a newer station knows besides is left out, wherever it stands', () => {
  const record = recordOf({
    steps: [{ ...stepOf('rails', { measurements: [measured('vcc', 1)] }), colour: 'red' } as never],
  });
  const reading = read({ ...record, mood: 'good', dut: { ...record.dut, owner: 'Kim' } });
  expect(reading).toMatchObject({ ok: true, value: { record: { dut: { serialNumber: 'SN-1' } } } });
  expect(JSON.stringify(reading.ok && reading.value.record)).not.toMatch(/colour|mood|owner/);
});

test('a plan that is not understood spoils nothing', () => {
  expect(read({ ...recordOf(), plan: { planVersion: 7 } })).toMatchObject({ ok: true });
});

test.each([
  ['no JSON', '{"id":', /no JSON/],
  ['a text with another hash', sentOf('{}', { sha256: sha256('x') }), /its hash is/],
  ['a record without a verdict', { ...recordOf(), verdict: undefined }, /^verdict: /],
  ['a verdict that is none', { ...recordOf(), verdict: 'MAYBE' }, /^verdict: /],
  ['something else', [1, 2], /./],
  ['nothing', 'null', /./],
])('refuses %s, and says where', (_, content, problem) => {
  const reading = typeof content === 'object' && 'payload' in content ? readRecord(content) : read(content);
  expect(reading).toMatchObject({ ok: false, problem: expect.stringMatching(problem) });
});

test('names the files of a record once each: attachments, and series that are files', () => {
  const [a, b] = [sha256('a'), sha256('b')];
  const attachment = { name: 'photo', mimeType: 'image/png', size: 1, sha256: a };
  const series = { hash: b, points: 2, x: { name: 't' }, y: [{ name: 'u' }], preview: [], stored: 'file' as const };
  const small = { ...series, hash: sha256('c'), stored: 'inline' as const };
  const measurements = [series, small].map((one, i) => measured(`s${i}`, null, { kind: 'series', series: one }));
  const reading = read(recordOf({ steps: [stepOf('one', { attachments: [attachment, attachment], measurements })] }));
  expect(reading).toMatchObject({ ok: true, value: { contents: [a, b] } });
});
