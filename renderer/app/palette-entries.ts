import { useMantineColorScheme } from '@mantine/core';
import {
  type Icon,
  IconBuilding,
  IconKeyboard,
  IconMail,
  IconMailPlus,
  IconMoon,
  IconPlayerPlay,
  IconRotate,
  IconSun,
  IconWorld,
} from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { SearchHit } from '../../shared/contract/workspace.ts';
import { orpc } from './client.ts';
import { openDialog } from './dialogs.ts';
import { navigation } from './navigation.ts';
import { looksLikeAddress } from './palette-text.ts';
import { resetPractice } from './practice.ts';

/** One line of the palette. */
export interface PaletteEntry {
  readonly id: string;
  readonly icon: Icon;
  readonly title: string;
  readonly subtitle: string;
  readonly run: () => void;
}

const hitIcon: Readonly<Record<SearchHit['kind'], Icon>> = {
  customer: IconBuilding,
  domain: IconWorld,
  mailbox: IconMail,
  run: IconPlayerPlay,
};

/** What the search finds for the text, best first; `searching` until the engine has answered for this very text. */
export function useHits(text: string): { hits: readonly PaletteEntry[]; searching: boolean; error: unknown } {
  const navigate = useNavigate();
  const search = useQuery({
    ...orpc.workspace.search.queryOptions({ input: { text } }),
    enabled: text !== '',
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
  if (text === '') return { hits: [], searching: false, error: null };
  const hits = (search.data ?? []).map((hit) => ({
    id: `${hit.kind}-${hit.id}`,
    icon: hitIcon[hit.kind],
    title: hit.title,
    subtitle: hit.subtitle,
    run: () => {
      if (hit.kind === 'mailbox' || hit.kind === 'run') {
        void navigate({ to: '/mailboxes/$mailboxId', params: { mailboxId: hit.targetId } });
      } else void navigate({ to: '/domains/$domainId', params: { domainId: hit.targetId } });
    },
  }));
  return { hits, searching: search.isFetching || search.isPlaceholderData, error: search.error };
}

/** The commands whose words occur in the text; all of them without a text. */
export function useCommands(text: string): readonly PaletteEntry[] {
  const navigate = useNavigate();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const practice = useQuery(orpc.workspace.info.queryOptions()).data?.kind === 'practice';
  const next = colorScheme === 'dark' ? 'light' : 'dark';
  const address = looksLikeAddress(text) ? text : null;
  const commands: PaletteEntry[] = [
    ...navigation.map((item, index) => ({
      id: item.command,
      icon: item.icon,
      title: `Go to ${item.label}`,
      subtitle: `Ctrl ${index + 1}`,
      run: () => void navigate({ to: item.to }),
    })),
    {
      id: 'add-mailbox',
      icon: IconMailPlus,
      title: address ? `Add mailbox ${address}` : 'Add a mailbox',
      subtitle: 'Address, servers and passwords',
      run: () => openDialog(address ? { kind: 'add-mailbox', address } : { kind: 'add-mailbox' }),
    },
    {
      id: 'theme',
      icon: next === 'dark' ? IconMoon : IconSun,
      title: `Switch to ${next} appearance`,
      subtitle: 'Theme, colours',
      run: () => setColorScheme(next),
    },
    {
      id: 'keyboard',
      icon: IconKeyboard,
      title: 'Show all keys',
      subtitle: 'Keyboard, shortcuts, help',
      run: () => openDialog({ kind: 'keyboard' }),
    },
    ...(practice
      ? [
          {
            id: 'reset-practice',
            icon: IconRotate,
            title: 'Reset the practice workspace',
            subtitle: 'Back to its first day',
            run: () => void resetPractice(),
          },
        ]
      : []),
  ];
  if (text === '') return commands;
  const words = text.toLowerCase().split(' ');
  return commands.filter((entry) => {
    const haystack = `${entry.title} ${entry.subtitle}`.toLowerCase();
    return (address !== null && entry.id === 'add-mailbox') || words.every((word) => haystack.includes(word));
  });
}
