import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { type Look, suffixOf } from './looks.ts';
import type { ScreenshotOptions } from './options.ts';
import type { Scene } from './scenes.ts';
import { Stage } from './stage.ts';
import { STAGES, type StageName } from './stages.ts';
import { openPage, takePicture, untilQuiet } from './take-picture.ts';

type Files = Pick<ScreenshotOptions, 'looks' | 'out' | 'format' | 'isWhole'>;

/** Takes every picture, station by station. One that does not come about is told and the others are taken; gives how many those were. */
export async function takeAll(
  browser: Browser,
  options: ScreenshotOptions,
  tell: (text: string) => void,
): Promise<number> {
  let failed = 0;
  for (const name of Object.keys(STAGES) as StageName[]) {
    const scenes = options.scenes.filter(({ on }) => on === name);
    if (scenes.length === 0) continue;
    tell(`the station "${name}" starts`);
    await using stage = await Stage.open(STAGES[name]);
    for (const scene of scenes) failed += await takeScene(browser, stage, scene, options, tell);
  }
  return failed;
}

async function takeScene(
  browser: Browser,
  stage: Stage,
  scene: Scene,
  files: Files,
  tell: (text: string) => void,
): Promise<number> {
  let failed = 0;
  await scene.before?.(stage);
  for (const look of files.looks) {
    const file = `${scene.name}.${suffixOf(look)}.${files.format}`;
    try {
      await takeOne(browser, stage, scene, look, { ...files, file: join(files.out, file) });
      tell(`  ${file}`);
    } catch (thrown) {
      failed += 1;
      tell(`  ${file} FAILED: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    }
  }
  return failed;
}

async function takeOne(
  browser: Browser,
  stage: Stage,
  scene: Scene,
  look: Look,
  { file, format, isWhole }: { file: string } & Pick<Files, 'format' | 'isWhole'>,
): Promise<void> {
  const page = await openPage(browser, `${stage.address}/${scene.at}`, look);
  try {
    await untilQuiet(page);
    await scene.act?.(page, stage);
    await untilQuiet(page);
    await takePicture(page, file, format, isWhole);
  } finally {
    await page.context().close();
    await scene.after?.(stage);
  }
}
