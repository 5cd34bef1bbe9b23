import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './switch.module.css';

const SIGNS = {
  light:
    'M10 6a4 4 0 1 0 0 8a4 4 0 1 0 0-8M10 1v2M10 17v2M1 10h2M17 10h2M3.6 3.6l1.5 1.5M14.9 14.9l1.5 1.5M3.6 16.4l1.5-1.5M14.9 5.1l1.5-1.5',
  dark: 'M16.5 12.5a7 7 0 0 1-9-9a7 7 0 1 0 9 9z',
} as const;

/** Until somebody chooses, the computer's own setting counts. */
export function ThemeSwitch() {
  const { t } = useTranslation();
  const { setColorScheme } = useMantineColorScheme();
  const current = useComputedColorScheme('light');
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would draw a form where there is none
    <div role="group" aria-label={t('header.theme')} className={classes['group']}>
      {(['light', 'dark'] as const).map((scheme) => (
        <button
          key={scheme}
          type="button"
          className={classes['choice']}
          aria-label={t(`header.${scheme}`)}
          title={t(`header.${scheme}`)}
          aria-pressed={current === scheme}
          onClick={() => setColorScheme(scheme)}
        >
          <svg viewBox="0 0 20 20" width="1.25rem" height="1.25rem" aria-hidden="true" focusable="false">
            <path
              d={SIGNS[scheme]}
              fill="none"
              stroke="currentColor"
              strokeWidth="1.8"
              strokeLinecap="round"
              strokeLinejoin="round"
            />
          </svg>
        </button>
      ))}
    </div>
  );
}
