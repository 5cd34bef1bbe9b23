import { resultDetailSchema } from '@neurohub/contracts/hub-results';
import { HUB_PATHS } from '@neurohub/contracts/hub-sync';
import { expect, test } from 'vitest';
import { ENDED_AT, measured, recordOf, sentOf, sha256, stepOf } from '../src/ingest/_util.ts';
import { INSTALL_A, openHubs, Speaker } from './_hub.ts';

const PERIOD = 'from=2026-11-20T00:00:00Z&to=2026-11-21T00:00:00Z';

test('what a station has delivered is found, counted, exported and saved by people, over HTTP', async () => {
  await using floor = await openHubs(1);
  const address = floor.hubs[0]?.address ?? '';
  const boss = await new Speaker(address).signIn('admin', floor.password);
  const { data: enrolled } = await boss.ask('POST', '/api/stations', { id: 'R-1' });
  const station = new Speaker(address, { 'x-api-key': enrolled.key });
  const file = Buffer.from('<script>alert(1)</script>');
  const attachments = [
    { name: 'r\u00e9sum\u00e9 "1".html', mimeType: 'text/html', size: file.length, sha256: sha256(file) },
  ];
  const missed = stepOf('rails', {
    status: 'failed',
    attachments,
    measurements: [measured('vcc', 9, { outcome: 'FAIL' })],
  });
  const failed = recordOf({
    stationId: 'R-1',
    verdict: 'FAIL',
    hadFailure: true,
    steps: [missed],
    dut: { serialNumber: '=1+1' },
  });
  // As a station of another kind might write it: the bytes are kept, not the meaning alone.
  const payload = JSON.stringify(failed, null, 1).replace('"value": 9', '"value": 9.000');
  const sent = [sentOf(payload, { stationSeq: 1 }), sentOf(recordOf({ stationId: 'R-1' }), { stationSeq: 2 })];
  await station.ask('POST', HUB_PATHS.results('R-1'), { protocol: 1, installId: INSTALL_A, records: sent });
  const [first] = sent;

  const list = await boss.ask('GET', '/api/results?serial=%3D1*');
  expect(list.data).toMatchObject({
    items: [{ resultId: first?.id, stationSeq: 1, verdict: 'FAIL' }],
    nextCursor: null,
  });
  const text = String((await boss.bytes(`/api/results/${first?.id}`)).bytes);
  expect(text).toContain(payload);
  const detail = resultDetailSchema.parse(JSON.parse(text).data);
  expect(detail).toMatchObject({ sha256: sha256(payload), contents: [{ sha256: sha256(file), complete: false }] });

  const saved = `/api/results/${first?.id}/contents/${sha256(file)}`;
  expect((await boss.ask('GET', saved)).code).toBe('CONTENT_NOT_FOUND');
  await station.send('PATCH', HUB_PATHS.content('R-1', sha256(file)), file, {
    ...{ 'x-content-offset': '0', 'x-content-size': `${file.length}`, 'x-execution-id': failed.id },
    ...{ 'x-install-id': INSTALL_A, 'content-type': 'application/octet-stream' },
  });
  const download = await boss.bytes(saved);
  expect(download.bytes).toEqual(file);
  expect(Object.fromEntries(download.headers)).toMatchObject({
    'content-disposition': `attachment; filename="r-sum---1-.html"; filename*=UTF-8''r%C3%A9sum%C3%A9%20%221%22.html`,
    'content-security-policy': expect.stringContaining('sandbox'),
    'x-content-type-options': 'nosniff',
  });

  const csv = await boss.bytes('/api/results.csv?station=R-1');
  expect(csv.headers.get('content-disposition')).toBe('attachment; filename="results.csv"');
  expect(
    String(csv.bytes)
      .split('\r\n')
      .filter((line) => line.includes("'=1+1")),
  ).toHaveLength(1);
  const life = await boss.ask('GET', '/api/units/SN-1');
  expect(life.data).toMatchObject({ serialNumber: 'SN-1', executions: [{ resultId: sent[1]?.id, endedAt: ENDED_AT }] });

  const seoul = `${PERIOD}&timeZone=Asia/Seoul`;
  const figures = await boss.ask('GET', `/api/statistics/yield?${seoul}`);
  expect(figures.data).toMatchObject({
    total: { units: 2, passed: 1, failed: 1, firstPassYield: 0.5 },
    byTime: [{ from: '2026-11-19T15:00:00.000Z', units: 2 }],
    byStation: [{ stationId: 'R-1', units: 2 }],
  });
  const throughput = await boss.ask('GET', `/api/statistics/throughput?${seoul}`);
  expect(throughput.data.byTime).toEqual([expect.objectContaining({ executions: 2, passed: 1, medianMs: 5150 })]);
  const pareto = await boss.ask('GET', `/api/statistics/pareto?${PERIOD}`);
  expect(pareto.data).toMatchObject({
    failedExecutions: 1,
    causes: [{ step: 'rails', measurement: 'vcc', executions: 1 }],
  });

  for (const [path, code] of [
    ['/api/results?cursor=x', 'VALIDATION_ERROR'],
    ['/api/results?verdict=MAYBE', 'VALIDATION_ERROR'],
    [`/api/results/${INSTALL_A}`, 'RESULT_NOT_FOUND'],
    [`/api/statistics/yield?${PERIOD}&timeZone=Mars/Olympus`, 'VALIDATION_ERROR'],
    [`/api/statistics/yield?${PERIOD}&timeZone=%2B09:00`, 'VALIDATION_ERROR'],
  ])
    expect(await boss.ask('GET', path ?? '')).toMatchObject({ code });
  for (const stranger of [new Speaker(address), station])
    expect((await stranger.ask('GET', '/api/results')).status).toBe(401);
});
