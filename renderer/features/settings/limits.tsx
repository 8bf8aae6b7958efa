import { NumberInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { promisedHours } from '../../../shared/contract/preferences.ts';
import { changePreferences, usePreferences } from '../../app/preferences.ts';
import { Section } from '../../ui/section.tsx';

/** What the company promises its customers. */
export function Limits(): ReactNode {
  const { promisedHours: stored } = usePreferences();
  const [hours, setHours] = useState<number | string>(stored);
  const valid = promisedHours.safeParse(hours).success;
  return (
    <Section title="Limits">
      <NumberInput
        label="Deadline of the forced order"
        description="Hours within which customers are promised their old mail; deadlines already set stay as they are"
        min={1}
        max={720}
        maw={320}
        suffix=" hours"
        value={hours}
        error={valid ? null : 'Enter between 1 and 720 hours.'}
        onChange={(next) => {
          setHours(next);
          const parsed = promisedHours.safeParse(next);
          if (parsed.success) changePreferences({ promisedHours: parsed.data });
        }}
      />
    </Section>
  );
}
