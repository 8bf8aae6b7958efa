import { ActionIcon, Button, Group, Indicator, Menu, Text, Tooltip } from '@mantine/core';
import {
  IconAdjustments,
  IconChecks,
  IconChevronDown,
  IconClipboardCheck,
  IconCopy,
  IconFlask,
  IconRefresh,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { kindHints, optionPhrases } from '../../ui/run/words.ts';
import type { NextRunOptions, RunActions } from './use-run-actions.ts';

/** The buttons that start a run, and the preflight. */
export function RunControls({
  actions,
  options,
  onOptions,
  preflighting,
  onPreflight,
}: {
  readonly actions: RunActions;
  readonly options: NextRunOptions;
  readonly onOptions: () => void;
  readonly preflighting: boolean;
  readonly onPreflight: () => void;
}): ReactNode {
  const phrases = optionPhrases({
    ...options,
    kind: 'copy',
    redeliver: false,
    repair: null,
    messages: [],
    atOpenSrs: null,
  });
  const comparing = { ...options, newestFirst: null };
  return (
    <Group gap="xs" wrap="wrap">
      <Tooltip label={kindHints.copy}>
        <Button
          leftSection={<IconCopy size={16} aria-hidden />}
          loading={actions.busy}
          onClick={() => actions.start('copy', options)}
        >
          Copy
        </Button>
      </Tooltip>
      <Tooltip label={kindHints.delta}>
        <Button
          variant="default"
          leftSection={<IconRefresh size={16} aria-hidden />}
          disabled={actions.busy}
          onClick={() => actions.start('delta', options)}
        >
          Last copy (delta)
        </Button>
      </Tooltip>
      <Group gap={0} wrap="nowrap">
        <Tooltip label={kindHints.verify}>
          <Button
            variant="default"
            leftSection={<IconChecks size={16} aria-hidden />}
            disabled={actions.busy}
            style={{ borderStartEndRadius: 0, borderEndEndRadius: 0 }}
            onClick={() => actions.start('verify', { ...comparing, verify: 'standard' })}
          >
            Verify
          </Button>
        </Tooltip>
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <ActionIcon
              variant="default"
              size={30}
              aria-label="How to verify"
              disabled={actions.busy}
              style={{ borderStartStartRadius: 0, borderEndStartRadius: 0, borderInlineStart: 0 }}
            >
              <IconChevronDown size={14} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => actions.start('verify', { ...comparing, verify: 'standard' })}>
              Verify
              <Text size="xs" c="dimmed">
                By Message-ID, date, size and flags
              </Text>
            </Menu.Item>
            <Menu.Item onClick={() => actions.start('verify', { ...comparing, verify: 'deep' })}>
              Verify every byte
              <Text size="xs" c="dimmed">
                Reads all messages again from both sides
              </Text>
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Group>
      <Tooltip label={kindHints.rehearsal}>
        <Button
          variant="default"
          leftSection={<IconFlask size={16} aria-hidden />}
          disabled={actions.busy}
          onClick={() => actions.start('rehearsal', options)}
        >
          Rehearsal
        </Button>
      </Tooltip>
      <Indicator disabled={phrases.length === 0} label={phrases.length} size={15} color="harbour.7">
        <Tooltip
          label={phrases.length === 0 ? 'Options of the next run' : `Next run: ${phrases.join('; ')}`}
          multiline
          maw={360}
        >
          <Button variant="default" leftSection={<IconAdjustments size={16} aria-hidden />} onClick={onOptions}>
            Options
          </Button>
        </Tooltip>
      </Indicator>
      <Tooltip
        label="Checks logins, quota and folder names, and estimates the copy. It changes nothing."
        multiline
        maw={300}
      >
        <Button
          variant="default"
          ml="auto"
          leftSection={<IconClipboardCheck size={16} aria-hidden />}
          loading={preflighting}
          onClick={onPreflight}
        >
          Run preflight
        </Button>
      </Tooltip>
    </Group>
  );
}
