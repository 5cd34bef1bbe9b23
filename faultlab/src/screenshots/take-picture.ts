import { writeFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { LOCALES, type Look, SIZES } from './looks.ts';

export type Format = 'png' | 'webp';

const WEBP_QUALITY = 82;

/** Opens a page that looks so. Nothing moves on it: pictures of the same thing are the same. */
export async function openPage(browser: Browser, address: string, { language, theme, size }: Look): Promise<Page> {
  const context = await browser.newContext({
    ...{ locale: LOCALES[language], colorScheme: theme, viewport: SIZES[size], reducedMotion: 'reduce' },
    hasTouch: size === 'phone' || size === 'tablet',
  });
  const page = await context.newPage();
  await page.goto(address);
  await page.locator('main').first().waitFor();
  return page;
}

/** Waits until what was asked for has come and has been drawn. */
export async function untilQuiet(page: Page): Promise<void> {
  await page.locator('main:not([aria-busy="true"])').first().waitFor();
  await page.waitForLoadState('networkidle');
  await page.evaluate(DRAWN);
}

/** Playwright itself writes no WebP, which is a third of the size. */
export async function takePicture(page: Page, file: string, format: Format, isWhole: boolean): Promise<void> {
  if (format === 'png') return void (await page.screenshot({ path: file, fullPage: isWhole }));
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', {
    ...{ format, quality: WEBP_QUALITY, captureBeyondViewport: isWhole },
    ...(isWhole && { clip: await wholePage(page) }),
  });
  writeFileSync(file, Buffer.from(data, 'base64'));
}

const wholePage = (page: Page) =>
  page.evaluate<{ x: number; y: number; width: number; height: number; scale: number }>(WHOLE_PAGE);

// Run in the page, whose globals these files do not know.
const DRAWN = 'document.fonts.ready.then(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))))';
const WHOLE_PAGE =
  '(({ scrollWidth: width, scrollHeight: height }) => ({ x: 0, y: 0, width, height, scale: 1 }))(document.documentElement)';
