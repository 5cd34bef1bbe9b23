/** In which languages, themes and sizes a picture is taken. */
export const LOCALES = { en: 'en-US', ko: 'ko-KR' } as const;
export const THEMES = ['light', 'dark'] as const;
export const SIZES = {
  wide: { width: 1920, height: 1080 },
  desktop: { width: 1280, height: 800 },
  tablet: { width: 768, height: 1024 },
  phone: { width: 360, height: 740 },
} as const;

export type Language = keyof typeof LOCALES;
export type Theme = (typeof THEMES)[number];
export type Size = keyof typeof SIZES;

export interface Look {
  language: Language;
  theme: Theme;
  size: Size;
}

/** Two of the four show both languages and both themes. */
export const DOCUMENTED_LOOKS: readonly Look[] = [
  { language: 'en', theme: 'light', size: 'desktop' },
  { language: 'ko', theme: 'dark', size: 'desktop' },
];

export function allLooks(
  languages: readonly Language[],
  themes: readonly Theme[],
  sizes: readonly Size[],
): readonly Look[] {
  return sizes.flatMap((size) => languages.flatMap((language) => themes.map((theme) => ({ language, theme, size }))));
}

/** The size is named where it is not that of a desktop. */
export const suffixOf = ({ language, theme, size }: Look) =>
  [language, theme, ...(size === 'desktop' ? [] : [size])].join('-');
