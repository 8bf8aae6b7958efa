import { Skeleton, Stack, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';

/** Rows in the place of a table or list that is being read; keeps its height so that nothing jumps. */
export function LoadingRows({ rows = 6, height = 30 }: { rows?: number; height?: number }): ReactNode {
  return (
    <Stack gap={6} aria-busy>
      <VisuallyHidden>Loading</VisuallyHidden>
      {Array.from({ length: rows }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never move
        <Skeleton key={index} height={height} radius="sm" />
      ))}
    </Stack>
  );
}

/** A whole screen that is being read: its title line and a body. */
export function LoadingPage(): ReactNode {
  return (
    <Stack gap="md">
      <Skeleton height={28} width={280} radius="sm" />
      <LoadingRows rows={10} />
    </Stack>
  );
}
