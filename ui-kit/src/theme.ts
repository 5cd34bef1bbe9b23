/** How Mantine looks in this house, and where the choice of light or dark is remembered. Colours are in styles/tokens.css. */
import { createTheme, localStorageColorSchemeManager } from '@mantine/core';

export const THEME = createTheme({ fontFamily: 'var(--font)', respectReducedMotion: true });
export const COLOR_SCHEME = localStorageColorSchemeManager({ key: 'neurohub.theme' });
