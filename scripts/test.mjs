// `npm test`: all checks and all tests, the end-to-end ones in a real browser. Flags go to vitest.
import { runChecks, SOURCE_CHECKS, vitest } from './checks.mjs';
import { findBrowser } from './test/find-browser.mjs';

const flags = process.argv.slice(2);
const browser = await findBrowser();
if ('advice' in browser) {
  process.stderr.write(`${browser.advice}\n`);
  process.exit(1);
}
const env = { ...process.env, STATION_TEST_BROWSER: browser.path };
process.exit(await runChecks([...SOURCE_CHECKS, vitest(...flags)], env));
