import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redactor } from '@neurohub/contracts/redactor';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { StationLog } from './station-log.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'station-log-'));
});
afterEach(() => rm(dir, { recursive: true }));

const LOGGING = { level: 'info', file: undefined, maxSizeBytes: 100_000, backupCount: 2 } as const;

function openLog(logging: ConstructorParameters<typeof StationLog>[0] = LOGGING, redactor = new Redactor()) {
  const shown: string[] = [];
  const log = new StationLog(logging, { dataDir: dir, redactor, console: { write: (text) => shown.push(text) } });
  return { log, logger: log.logger, shown };
}

const linesOf = async (file = 'logs/station.log'): Promise<Record<string, unknown>[]> =>
  (await readFile(join(dir, file), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

it('writes JSON into the file and readable lines on the console', async () => {
  const { logger, shown } = openLog();
  logger.child({ name: 'batch' }).warn({ batchId: 'b1' }, 'worker was slow');
  logger.debug('not at this level');
  expect(await linesOf()).toEqual([
    { level: 'warning', time: expect.any(String), name: 'batch', batchId: 'b1', msg: 'worker was slow' },
  ]);
  expect(shown).toHaveLength(1);
  expect(shown[0]).toMatch(/^\d\d:\d\d:\d\d WARNING \[batch\] worker was slow {2}batchId=b1\n$/);
  expect((await stat(join(dir, 'logs/station.log'))).mode & 0o007).toBe(0);
});

it('shows the stack of an error on the console', () => {
  const { logger, shown } = openLog();
  logger.error({ err: new Error('broken') }, 'failed');
  expect(shown.join('')).toMatch(/failed\n {2}Error: broken\n {6}at /);
});

it('changes its level at once, for loggers that were made before too', async () => {
  const { log, logger } = openLog();
  const child = logger.child({ name: 'batch' });
  log.level = 'debug';
  child.debug('now seen');
  log.level = 'error';
  child.warn('no longer');
  expect((await linesOf()).map(({ msg }) => msg)).toEqual(['now seen']);
  expect(log.state).toMatchObject({ level: 'error', configuredLevel: 'info' });
});

it('takes another configuration while it works: level, file, sizes', async () => {
  const { log, logger } = openLog();
  logger.info('first');
  log.level = 'error';
  log.apply({ level: 'debug', file: join(dir, 'other.log'), maxSizeBytes: 150, backupCount: 1 });
  for (const text of ['second', 'third', 'fourth']) logger.debug(text);
  expect((await linesOf()).map(({ msg }) => msg)).toEqual(['first']);
  expect((await readdir(dir)).sort()).toEqual(['logs', 'other.log', 'other.log.1']);
  expect((await linesOf('other.log')).map(({ msg }) => msg)).toEqual(['fourth']);
  expect(log.state).toMatchObject({ level: 'debug', configuredLevel: 'debug', file: join(dir, 'other.log') });
});

it('writes no secret anywhere: by name, by form, by value, in messages, facts and stacks', async () => {
  const redactor = new Redactor();
  redactor.learnEnvironment({ DMM_PASSWORD: 'open-sesame' });
  const { logger, shown } = openLog(LOGGING, redactor);
  logger.info({ apiKey: 'k-1', driver: { password: 'p-1' }, url: 'http://kim:u-1@host/' }, 'login with open-sesame');
  logger.error({ err: new Error('open-sesame was refused') }, 'Authorization: Bearer b-1');
  const everything = (await readFile(join(dir, 'logs/station.log'), 'utf8')) + shown.join('');
  for (const secret of ['k-1', 'p-1', 'u-1', 'open-sesame', 'b-1']) expect(everything).not.toContain(secret);
  expect(everything).toContain('login with [redacted]');
});

it('says once that lines are lost, and how many they were when it can write again', async () => {
  await writeFile(join(dir, 'logs'), 'a file where the folder should be');
  const { log, logger, shown } = openLog();
  for (const text of ['one', 'two']) logger.info(text);
  expect(log.state.lostLines).toBe(2);
  expect(shown.filter((text) => text.includes('lines are lost'))).toHaveLength(1);
  await rm(join(dir, 'logs'));
  logger.info('three');
  expect((await linesOf()).map(({ msg, lines }) => ({ msg, lines }))).toEqual([
    { msg: 'three', lines: undefined },
    { msg: 'lines of the log were lost', lines: 2 },
  ]);
});
