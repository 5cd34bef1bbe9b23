import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ROOT } from '../checks.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const UNPACKED = join(ROOT, '.cache/browser');

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
  const named = env['CHROME_PATH'];
  if (named) return (await starts(named)) ? { path: named } : { advice: `CHROME_PATH=${named} does not start.` };
  for (const folder of (env['PATH'] ?? '').split(delimiter).filter(Boolean)) {
    for (const name of NAMES) if (await starts(join(folder, name))) return { path: join(folder, name) };
  }
  const bundled = await bundledBrowser();
  return bundled ? { path: bundled } : { advice: ADVICE };
}

/** Unpacks what npm brought along; once more when an earlier unpacking was cut short. */
async function bundledBrowser() {
  for (const isLast of [false, true]) {
    const path = await unpack();
    if (path && (await starts(path))) return path;
    if (!isLast) rmSync(UNPACKED, { recursive: true, force: true });
  }
  return undefined;
}

async function unpack() {
  const { default: chromium } = await import('@sparticuz/chromium');
  const before = process.env['TMPDIR'];
  // It unpacks into the temporary folder, where the browser of another user may stand in the way.
  process.env['TMPDIR'] = UNPACKED;
  try {
    mkdirSync(UNPACKED, { recursive: true });
    return await chromium.executablePath();
  } catch {
    return undefined; // the advice says what to do instead
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
}

/** Opens a page, as the tests do: a browser that lacks a library fails here and not in the middle of a test. @param {string} path */
async function starts(path) {
  if (!existsSync(path)) return false;
  const { chromium } = await import('playwright-core');
  try {
    const browser = await chromium.launch({ executablePath: path, args: ['--no-sandbox'], timeout: 20_000 });
    await browser.newPage();
    await browser.close();
    return true;
  } catch {
    return false;
  }
}
