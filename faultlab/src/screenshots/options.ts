import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { allLooks, DOCUMENTED_LOOKS, type Language, LOCALES, type Look, SIZES, type Size, THEMES } from './looks.ts';
import type { Scene } from './scenes.ts';
import type { Format } from './take-picture.ts';

export interface ScreenshotOptions {
  scenes: readonly Scene[];
  looks: readonly Look[];
  out: string;
  format: Format;
  isWhole: boolean;
}

export const HELP = `npm run screenshots -- [options]
  without any            the pictures of docs/images/ui: English light, Korean dark
  --all                  every scene, in both languages and themes
  --only NAME[,NAME]     these scenes only; NAME* for all that begin so
  --language, --theme, --size LIST
                         en,ko · light,dark · wide (1920), desktop (1280), tablet (768), phone (360)
  --whole                the page down to its end, not only what is in view
  --out FOLDER           where they go; needed with any of the above
  --format png|webp      default: webp for the documentation, else png
`;

/** @throws Error for an option, a scene or a value that is none */
export function parseOptions(
  args: readonly string[],
  { root, cwd, scenes }: { root: string; cwd: string; scenes: readonly Scene[] },
): ScreenshotOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      all: { type: 'boolean', default: false },
      whole: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      ...{ only: { type: 'string' }, language: { type: 'string' }, theme: { type: 'string' } },
      ...{ size: { type: 'string' }, out: { type: 'string' }, format: { type: 'string' } },
    },
  });
  if (values.help) return 'help';
  const isForDocumentation = args.length === 0;
  if (isForDocumentation) {
    const documented = scenes.filter(({ isDocumented }) => isDocumented);
    const out = join(root, 'docs/images/ui');
    return { scenes: documented, looks: DOCUMENTED_LOOKS, out, format: 'webp', isWhole: false };
  }
  if (values.out === undefined)
    throw new Error('--out FOLDER is needed: other pictures are no part of the documentation');
  return {
    scenes: chooseScenes(scenes, values.only),
    looks: allLooks(
      listOf('--language', values.language, Object.keys(LOCALES) as Language[], ['en', 'ko']),
      listOf('--theme', values.theme, THEMES, values.all ? THEMES : ['light']),
      listOf('--size', values.size, Object.keys(SIZES) as Size[], ['desktop']),
    ),
    out: resolve(cwd, values.out),
    format: listOf<Format>('--format', values.format, ['png', 'webp'], ['png'])[0] ?? 'png',
    isWhole: values.whole,
  };
}

function chooseScenes(scenes: readonly Scene[], only: string | undefined): readonly Scene[] {
  if (only === undefined) return scenes;
  return only.split(',').flatMap((asked) => {
    const found = scenes.filter(({ name }) =>
      asked.endsWith('*') ? name.startsWith(asked.slice(0, -1)) : name === asked,
    );
    if (found.length > 0) return found;
    throw new Error(`no scene "${asked}"; there are: ${scenes.map(({ name }) => name).join(', ')}`);
  });
}

function listOf<T extends string>(
  option: string,
  value: string | undefined,
  allowed: readonly T[],
  otherwise: readonly T[],
): readonly T[] {
  if (value === undefined) return otherwise;
  return value.split(',').map((part) => {
    const found = allowed.find((one) => one === part);
    if (found) return found;
    throw new Error(`${option} ${part}: expected ${allowed.join(', ')}`);
  });
}
