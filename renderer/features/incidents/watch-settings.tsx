import { Button, Popover, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconSettings } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import type { IncidentSettings } from '../../../shared/contract/incidents.ts';
import { incidentPrefix } from '../../../shared/domain/incident.ts';
import { client, orpc } from '../../app/client.ts';
import { ErrorView } from '../../ui/error-view.tsx';
import { notifyDone } from '../../ui/notify.ts';

const ONLY_WHEN_ASKED = 'asked';
const choices = [
  ...[1, 2, 5, 10, 15, 30, 60].map((minutes) => ({
    value: String(minutes),
    label: minutes === 1 ? 'Every minute' : `Every ${minutes} minutes`,
  })),
  { value: ONLY_WHEN_ASKED, label: 'Only when asked' },
];

/** How often services are probed, and what numbers of incidents begin with. */
export function WatchSettings(): ReactNode {
  const settings = useQuery(orpc.incidents.settings.queryOptions());
  const [opened, setOpened] = useState(false);
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" shadow="md" trapFocus returnFocus width={290}>
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<IconSettings size={16} aria-hidden />}
          disabled={!settings.data}
          onClick={() => setOpened(!opened)}
        >
          Schedule and numbers
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Schedule and numbers">
        {settings.data ? <SettingsForm settings={settings.data} onSaved={() => setOpened(false)} /> : null}
      </Popover.Dropdown>
    </Popover>
  );
}

function SettingsForm({ settings, onSaved }: { settings: IncidentSettings; onSaved: () => void }): ReactNode {
  const [every, setEvery] = useState(settings.everyMinutes === null ? ONLY_WHEN_ASKED : String(settings.everyMinutes));
  const [prefix, setPrefix] = useState(settings.prefix);
  const [problem, setProblem] = useState<string | null>(null);
  const save = useMutation({
    mutationFn: (next: IncidentSettings) => client.incidents.saveSettings(next),
    onSuccess: () => {
      notifyDone('Saved.');
      onSaved();
    },
  });
  const listed = choices.some(({ value }) => value === every)
    ? choices
    : [...choices, { value: every, label: `Every ${every} minutes` }];

  function submit(event: FormEvent): void {
    event.preventDefault();
    const checked = incidentPrefix.safeParse(prefix);
    setProblem(checked.success ? null : (checked.error.issues[0]?.message ?? 'Choose another one.'));
    if (!checked.success) return;
    save.mutate({ prefix: checked.data, everyMinutes: every === ONLY_WHEN_ASKED ? null : Number(every) });
  }

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <Select
          label="Probe services"
          allowDeselect={false}
          value={every}
          data={listed}
          comboboxProps={{ withinPortal: false }}
          onChange={(value) => setEvery(value ?? every)}
        />
        <TextInput
          label="Numbers begin with"
          value={prefix}
          error={problem}
          onChange={(event) => setPrefix(event.currentTarget.value)}
        />
        <Text size="xs" c="dimmed">
          The next incident: {prefix.trim().toUpperCase() || 'INC'}-{new Date().getFullYear()}-…
        </Text>
        {save.error ? <ErrorView error={save.error} /> : null}
        <Button type="submit" loading={save.isPending}>
          Save
        </Button>
      </Stack>
    </form>
  );
}
