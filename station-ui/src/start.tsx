import '@mantine/core/styles/default-css-variables.css';
import '@mantine/core/styles/UnstyledButton.css';
import '@mantine/core/styles/CloseButton.css';
import '@mantine/core/styles/Overlay.css';
import '@mantine/core/styles/Paper.css';
import '@mantine/core/styles/ModalBase.css';
import '@mantine/core/styles/Drawer.css';
import './styles/tokens.css';
import './styles/base.css';
import { createTheme, localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { App } from './app.tsx';
import { type AppServices, AppServicesContext, startAppServices } from './app-services.ts';
import { AuthGate } from './features/auth/components/auth-gate.tsx';
import { Person } from './features/auth/components/person.tsx';
import { startI18n } from './i18n/i18n.ts';

const theme = createTheme({ fontFamily: 'var(--font)', respectReducedMotion: true });
const colorScheme = localStorageColorSchemeManager({ key: 'neurohub.theme' });

let services: AppServices | null = null;
/** Not before somebody may see what they bring. */
function appServices(): AppServices {
  services ??= startAppServices();
  return services;
}

/** Draws the screen and connects it to the service. Called once. */
export function startScreen(): void {
  const root = document.getElementById('root');
  if (root === null) throw new Error('index.html has no element with the id "root"');
  createRoot(root).render(
    <StrictMode>
      <I18nextProvider i18n={startI18n()}>
        <MantineProvider theme={theme} colorSchemeManager={colorScheme} defaultColorScheme="auto">
          <AuthGate>
            {(me, onSignedOut) => (
              <AppServicesContext value={appServices()}>
                <App person={<Person {...{ me, onSignedOut }} />} />
              </AppServicesContext>
            )}
          </AuthGate>
        </MantineProvider>
      </I18nextProvider>
    </StrictMode>,
  );
}
