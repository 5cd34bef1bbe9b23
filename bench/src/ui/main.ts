/** `npm run bench:ui`: measures the screen in a real browser, on the station as it is built. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { chromium } from 'playwright-core';
import { browserPath } from '../browser/browser-path.ts';
import { chooseCases } from '../choose-cases.ts';
import { machineClass } from '../machine-class.ts';
import { measure } from '../measure.ts';
import { skipsText, tableOf } from '../table.ts';
import { firstScreen } from './first-screen.ts';
import { size } from './size.ts';
import { HELP, parseUiOptions } from './ui-options.ts';
import { underLoad } from './under-load.ts';

// The bare page is put in place of one of the station's, and then is nobody's address for the browser.
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-features=LocalNetworkAccessChecks'];
const ROOT = join(import.meta.dirname, '../../..');

async function main(): Promise<void> {
  const cwd = process.env['INIT_CWD'] ?? process.cwd();
  const options = parseUiOptions(process.argv.slice(2), { root: ROOT, cwd });
  if (options === 'help') return void process.stdout.write(HELP);
  const executablePath = browserPath();
  if (executablePath === null) throw new Error('no Chromium was found: set STATION_TEST_BROWSER to one');
  const scratch = join(ROOT, 'bench/data/ui');
  const [loadBefore = 0] = loadavg();
  const browser = await chromium.launch({ executablePath, args: ARGS });
  const cases = [size, firstScreen(browser), underLoad(browser, options)];
  const measured = await measure(chooseCases(cases, options.only), {
    ...{ scratch, buildRoot: options.build, quick: options.quick },
    tell: (text) => process.stderr.write(`${text}\n`),
  }).finally(() => browser.close());
  rmSync(scratch, { recursive: true, force: true });
  const machine = `${machineClass()}, load ${loadBefore.toFixed(1)} before the start`;
  mkdirSync(dirname(options.json), { recursive: true });
  writeFileSync(options.json, `${JSON.stringify({ machine, quick: options.quick, ...measured }, null, 2)}\n`);
  const { figures, skips, failures } = measured;
  process.stdout.write(`${machine}\n\n${tableOf(figures)}\n\n${skipsText(skips)}\n`);
  for (const { id, reason } of failures) process.stderr.write(`FAILED ${id}: ${reason}\n`);
  process.exitCode = failures.length > 0 ? 1 : 0;
}

await main();
