import { existsSync } from 'node:fs';

const USUAL = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The browser named by STATION_TEST_BROWSER, else one at a usual place, else null. */
export function browserPath(): string | null {
  const named = process.env['STATION_TEST_BROWSER'];
  return named ?? USUAL.find((path) => existsSync(path)) ?? null;
}
