import { Switch } from '@mantine/core';
import type { ReactNode } from 'react';
import { changePreferences, usePreferences } from '../../app/preferences.ts';
import { Section } from '../../ui/section.tsx';

/** Whether the desktop tells of runs that end and deadlines that come near unseen. */
export function Notifications(): ReactNode {
  const { notifyRunEnds } = usePreferences();
  return (
    <Section title="Notifications">
      <Switch
        label="Tell me when a long run ends, or a deadline comes near"
        description="By a notification and a number on the app's symbol, while you look at another window."
        checked={notifyRunEnds}
        onChange={(event) => changePreferences({ notifyRunEnds: event.currentTarget.checked })}
      />
    </Section>
  );
}
