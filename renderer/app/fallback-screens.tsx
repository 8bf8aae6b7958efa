import { Button, Group } from '@mantine/core';
import { IconMapOff } from '@tabler/icons-react';
import type { ErrorComponentProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorView } from '../ui/error-view.tsx';
import { ButtonLink } from '../ui/links.tsx';
import { PageHeader } from '../ui/page-header.tsx';

/** In the place of a screen that failed to draw; the frame around it stays usable. */
export function FailedScreen({ error, reset }: ErrorComponentProps): ReactNode {
  return (
    <>
      <PageHeader title="This screen failed" />
      <ErrorView
        error={error}
        actions={
          <Group gap="xs">
            <Button variant="default" onClick={reset}>
              Draw it again
            </Button>
            <ButtonLink variant="default" to="/">
              Go to the overview
            </ButtonLink>
          </Group>
        }
      />
    </>
  );
}

/** For an address that leads nowhere. */
export function NoSuchScreen(): ReactNode {
  return (
    <>
      <PageHeader title="No such screen" />
      <EmptyState
        icon={IconMapOff}
        title="This address leads nowhere"
        action={
          <ButtonLink variant="default" to="/">
            Go to the overview
          </ButtonLink>
        }
      >
        Use the navigation on the left, or search with Ctrl K.
      </EmptyState>
    </>
  );
}
