import { Button, Menu, Text } from '@mantine/core';
import { type Icon, IconBriefcase, IconCheck, IconRotate, IconSchool, IconSelector } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { WorkspaceKind } from '../../shared/contract/workspace.ts';
import { notifyFailed } from '../ui/notify.ts';
import { orpc } from './client.ts';
import classes from './frame.module.css';
import { resetPractice } from './practice.ts';
import { queryClient } from './query-client.ts';
import { shell } from './shell.ts';

const kinds: readonly {
  readonly kind: WorkspaceKind;
  readonly label: string;
  readonly what: string;
  readonly icon: Icon;
}[] = [
  { kind: 'practice', label: 'Practice', what: 'Two servers inside Mailferry, made-up customers', icon: IconSchool },
  { kind: 'own', label: 'Own', what: 'Your servers and customers', icon: IconBriefcase },
];

/** Shows which workspace is open and opens the other one. */
export function WorkspaceSwitch(): ReactNode {
  const navigate = useNavigate();
  const info = useQuery(orpc.workspace.info.queryOptions());
  const current = kinds.find((entry) => entry.kind === info.data?.kind);
  const CurrentIcon = current?.icon ?? IconBriefcase;

  async function open(kind: WorkspaceKind): Promise<void> {
    if (kind === info.data?.kind) return;
    try {
      await shell.openWorkspace(kind);
      await navigate({ to: '/' });
      await queryClient.resetQueries();
    } catch (error) {
      notifyFailed('The workspace was not opened', error);
    }
  }

  return (
    <Menu position="bottom-end" width={300}>
      <Menu.Target>
        <Button
          variant="default"
          {...(current?.kind === 'practice' ? { className: classes.practice } : {})}
          size="sm"
          leftSection={<CurrentIcon size={16} stroke={1.7} aria-hidden />}
          rightSection={<IconSelector size={14} aria-hidden />}
          aria-label={`Workspace: ${current?.label ?? 'opening'}`}
        >
          {current?.label ?? 'Workspace'}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Workspace</Menu.Label>
        {kinds.map(({ kind, label, what, icon: KindIcon }) => (
          <Menu.Item
            key={kind}
            leftSection={<KindIcon size={16} aria-hidden />}
            rightSection={kind === current?.kind ? <IconCheck size={14} aria-label="open" /> : null}
            onClick={() => void open(kind)}
          >
            {label}
            <Text size="xs" c="dimmed">
              {what}
            </Text>
          </Menu.Item>
        ))}
        {current?.kind === 'practice' ? (
          <>
            <Menu.Divider />
            <Menu.Item leftSection={<IconRotate size={16} aria-hidden />} onClick={() => void resetPractice()}>
              Reset practice…
            </Menu.Item>
          </>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  );
}
