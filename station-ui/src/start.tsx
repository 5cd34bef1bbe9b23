import '@mantine/core/styles/default-css-variables.css';
import '@mantine/core/styles/UnstyledButton.layer.css';
import '@mantine/core/styles/CloseButton.layer.css';
import '@mantine/core/styles/Overlay.layer.css';
import '@mantine/core/styles/Paper.layer.css';
import '@mantine/core/styles/ModalBase.layer.css';
import '@mantine/core/styles/Drawer.layer.css';
import '@neurohub/ui-kit/styles/tokens.css';
import '@neurohub/ui-kit/styles/base.css';
import './ui/frame.css';
import { MantineProvider } from '@mantine/core';
import { RecordLinksContext } from '@neurohub/ui-kit/components/record-links';
import { startI18n } from '@neurohub/ui-kit/i18n/i18n';
import { COLOR_SCHEME, THEME } from '@neurohub/ui-kit/theme';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { App } from './app.tsx';
import { type AppServices, AppServicesContext, startAppServices } from './app-services.ts';
import { AuthGate } from './features/auth/components/auth-gate.tsx';
import { Person } from './features/auth/components/person.tsx';
import { RoleContext } from './features/auth/role-context.ts';
import { STRINGS } from './i18n/strings.ts';
import { RECORD_LINKS } from './lib/record-links.ts';

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
      <I18nextProvider i18n={startI18n(STRINGS)}>
        <MantineProvider theme={THEME} colorSchemeManager={COLOR_SCHEME} defaultColorScheme="auto">
          <AuthGate>
            {(me, onSignedOut) => (
              <AppServicesContext value={appServices()}>
                <RecordLinksContext value={RECORD_LINKS}>
                  <RoleContext value={me?.actor?.role ?? 'technician'}>
                    <App person={<Person {...{ me, onSignedOut }} />} />
                  </RoleContext>
                </RecordLinksContext>
              </AppServicesContext>
            )}
          </AuthGate>
        </MantineProvider>
      </I18nextProvider>
    </StrictMode>,
  );
}
