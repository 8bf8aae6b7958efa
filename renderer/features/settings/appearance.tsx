import { SegmentedControl, Text, useMantineColorScheme } from '@mantine/core';
import type { ReactNode } from 'react';
import { colorSchemes } from '../../app/color-scheme-menu.tsx';
import { Section } from '../../ui/section.tsx';

/** Light, dark, or as the system has it. */
export function Appearance(): ReactNode {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Section title="Appearance">
      <SegmentedControl
        aria-label="Appearance"
        size="xs"
        data={colorSchemes.map(({ value, label }) => ({ value, label }))}
        value={colorScheme}
        onChange={(value) => setColorScheme(value as typeof colorScheme)}
      />
      <Text size="xs" c="dimmed" mt={6}>
        Kept for this computer, for all workspaces.
      </Text>
    </Section>
  );
}
