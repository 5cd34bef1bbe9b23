import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

const ADVICE = `No browser was found that runs here, and the end-to-end tests need one. Any of these will do:
  Debian, Ubuntu:  apt-get install chromium
  another Chrome:  CHROME_PATH=<its program> npm test
  the one that comes with npm needs the libraries nss and nspr:  apt-get install libnss3 libnspr4`;

/**
 * A Chromium for the tests that really starts here: CHROME_PATH, else one on PATH, else the one that npm brings along.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<{path: string} | {advice: string}>}
 */
export async function findBrowser(env = process.env) {
  if (env['CHROME_PATH']) {
    const path = env['CHROME_PATH'];
    return (await starts(path)) ? { path } : { advice: `CHROME_PATH=${path} does not start.` };
  }
  for (const folder of (env['PATH'] ?? '').split(delimiter).filter(Boolean)) {
    for (const name of NAMES) if (await starts(join(folder, name))) return { path: join(folder, name) };
  }
  const bundled = await bundledBrowser();
  return bundled && (await starts(bundled)) ? { path: bundled } : { advice: ADVICE };
}

/** Unpacks into the temporary folder what npm brought along. */
async function bundledBrowser() {
  const { default: chromium } = await import('@sparticuz/chromium');
  return chromium.executablePath().catch(() => undefined);
}

/** Loads an empty page: a browser that lacks a library fails here and not in the middle of a test. @param {string} path */
async function starts(path) {
  const profile = await mkdtemp(join(tmpdir(), 'browser-check-'));
  const args = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    `--user-data-dir=${profile}`,
    '--dump-dom',
    'about:blank',
  ];
  const started = await promisify(execFile)(path, args, { timeout: 30_000 }).then(
    ({ stdout }) => stdout.includes('<html>'),
    () => false,
  );
  await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  return started;
}
