/** `npm run screenshots`: pictures of every screen, on real stations with things to see on them. Exit code 1 when one is missing. */
import { existsSync, mkdirSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { PROJECT_ROOT } from '../harness/index.ts';
import { HELP, parseOptions } from './options.ts';
import { SCENES } from './scenes.ts';
import { takeAll } from './take-all.ts';

const USUAL = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

async function main(): Promise<void> {
  const cwd = process.env['INIT_CWD'] ?? process.cwd();
  const options = parseOptions(process.argv.slice(2), { root: PROJECT_ROOT, cwd, scenes: SCENES });
  if (options === 'help') return void process.stdout.write(HELP);
  const executablePath = process.env['STATION_TEST_BROWSER'] ?? USUAL.find((path) => existsSync(path));
  if (executablePath === undefined) throw new Error('no Chromium was found: set STATION_TEST_BROWSER to one');
  mkdirSync(options.out, { recursive: true });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] });
  try {
    const failed = await takeAll(browser, options, (text) => process.stdout.write(`${text}\n`));
    if (failed > 0) process.exitCode = 1;
  } finally {
    await browser.close();
  }
}

await main();
