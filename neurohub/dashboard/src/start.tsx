import '@mantine/core/styles/default-css-variables.css';
import '@mantine/core/styles/UnstyledButton.layer.css';
import '@neurohub/ui-kit/styles/tokens.css';
import '@neurohub/ui-kit/styles/base.css';
import { MantineProvider } from '@mantine/core';
import { startI18n } from '@neurohub/ui-kit/i18n/i18n';
import { COLOR_SCHEME, THEME } from '@neurohub/ui-kit/theme';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { App } from './app.tsx';
import { SessionGate } from './features/session/components/session-gate.tsx';
import { STRINGS } from './i18n/strings.ts';

/** Draws the screen and connects it to NeuroHub. Called once. */
export function startScreen(): void {
  const root = document.getElementById('root');
  if (root === null) throw new Error('index.html has no element with the id "root"');
  createRoot(root).render(
    <StrictMode>
      <I18nextProvider i18n={startI18n(STRINGS)}>
        <MantineProvider theme={THEME} colorSchemeManager={COLOR_SCHEME} defaultColorScheme="auto">
          <SessionGate>{(session) => <App session={session} />}</SessionGate>
        </MantineProvider>
      </I18nextProvider>
    </StrictMode>,
  );
}
