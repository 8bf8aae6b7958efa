import '@mantine/core/styles.css';
import '@mantine/charts/styles.css';
import '@mantine/notifications/styles.css';
import './app/page.css';
import { type MantineColorSchemeManager, MantineProvider } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { colorSchemeOfShell } from './app/color-scheme.ts';
import { ErrorBoundary } from './app/error-boundary.tsx';
import { followWorkspace } from './app/live.ts';
import { loadPreferences } from './app/preferences.ts';
import { queryClient } from './app/query-client.ts';
import { router } from './app/routes.tsx';
import { shareStyleNonce, styleNonce } from './app/style-nonce.ts';
import { cssVariables, theme } from './app/theme.ts';

shareStyleNonce();
const [colorScheme] = await Promise.all([colorSchemeOfShell(), loadPreferences()]);
show(colorScheme);
followWorkspace();

function show(colorSchemeManager: MantineColorSchemeManager): void {
  const place = document.getElementById('root');
  if (!place) throw new Error('The page has no place to draw into: index.html lacks #root.');
  createRoot(place).render(
    <StrictMode>
      <ErrorBoundary>
        <MantineProvider
          theme={theme}
          cssVariablesResolver={cssVariables}
          colorSchemeManager={colorSchemeManager}
          defaultColorScheme="auto"
          getStyleNonce={styleNonce}
        >
          <QueryClientProvider client={queryClient}>
            <ModalsProvider>
              <Notifications position="bottom-left" containerWidth={280} limit={4} />
              <RouterProvider router={router} />
            </ModalsProvider>
          </QueryClientProvider>
        </MantineProvider>
      </ErrorBoundary>
    </StrictMode>,
  );
}
