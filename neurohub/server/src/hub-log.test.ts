import { expect, test } from 'vitest';
import { createLog } from './hub-log.ts';

test('says what happened, without secrets and without what hangs on an error of the database', () => {
  const lines: string[] = [];
  const log = createLog({
    ...{ logLevel: 'info', logFormat: 'json', output: { write: (text) => lines.push(text) } },
    env: { NEUROHUB_METRICS_TOKEN: 'scraper-1234' },
  });
  const err = Object.assign(new Error('cannot reach postgres://hub:hunter22@db/hub'), {
    code: '57P01',
    client: { a: 1 },
  });
  log.warn({ err, shown: 'scraper-1234' }, 'the database broke');
  log.debug('not told');
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    ...{ level: 'warning', msg: 'the database broke', shown: '[redacted]', err: { type: 'Error', code: '57P01' } },
  });
  expect(lines[0]).not.toMatch(/hunter22|client/);
});
