import { useMantineColorScheme } from '@mantine/core';
import {
  type Icon,
  IconAlertTriangle,
  IconBuilding,
  IconDatabaseImport,
  IconEye,
  IconEyeOff,
  IconFileZip,
  IconKey,
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
import { LONGEST_TERM, type SearchHit } from '../../shared/contract/search.ts';
import type { Side } from '../../shared/domain/endpoint.ts';
import type { PastedText } from '../../shared/domain/pasted-text.ts';
import { setCustomerMode, useCustomerMode } from '../ui/customer-mode.ts';
import { notifyDone, notifyFailed } from '../ui/notify.ts';
import type { PrivateKind } from '../ui/private.tsx';
import { orpc } from './client.ts';
import { openDialog } from './dialogs.ts';
import { navigation } from './navigation.ts';
import { openHandOff } from './opened-hand-off.ts';
import { useOfferedActions } from './page-actions.ts';
import { looksLikeAddress } from './palette-text.ts';
import { resetPractice } from './practice.ts';
import { recentPicks, rememberPick } from './recent-picks.ts';
import { storeSecret } from './secrets.ts';
import { shortcutText } from './shortcuts.ts';

/** One line of the palette. */
export interface PaletteEntry {
  readonly id: string;
  readonly icon: Icon;
  readonly title: string;
  readonly subtitle: string;
  /** What the title and subtitle of something found hide. */
  readonly names?: PrivateKind;
  /** Whose deadline is shown beside it. */
  readonly domainId?: string | undefined;
  readonly run: () => void;
}

const hitIcon: Readonly<Record<SearchHit['kind'], Icon>> = {
  customer: IconBuilding,
  domain: IconWorld,
  mailbox: IconMail,
  run: IconPlayerPlay,
  incident: IconAlertTriangle,
};

interface Hits {
  readonly found: readonly SearchHit[];
  readonly entries: readonly PaletteEntry[];
  /** True until the engine has answered for this very text. */
  readonly searching: boolean;
  readonly error: unknown;
}

/** What the search finds for the terms, best first; without terms what was opened last. */
export function useHits(terms: readonly string[]): Hits {
  const navigate = useNavigate();
  const workspace = useQuery(orpc.workspace.info.queryOptions()).data?.kind;
  const asked = terms.map((term) => term.slice(0, LONGEST_TERM));
  // An answer belongs to its terms: one that comes late is never shown for others.
  const search = useQuery({
    ...orpc.search.find.queryOptions({ input: { terms: asked } }),
    enabled: asked.length > 0,
    placeholderData: keepPreviousData,
    staleTime: 0,
    gcTime: 10_000,
  });
  const picks = workspace ? recentPicks(workspace) : [];
  const recent = useQuery({
    ...orpc.search.recall.queryOptions({ input: [...picks] }),
    enabled: asked.length === 0 && picks.length > 0,
  });
  const current = asked.length === 0 ? recent : search;
  const found = (asked.length === 0 && picks.length === 0 ? undefined : current.data) ?? [];
  const entries = found.map(
    (hit): PaletteEntry => ({
      id: `${hit.kind}-${hit.id}`,
      icon: hitIcon[hit.kind],
      title: hit.title,
      subtitle: hit.subtitle,
      domainId: hit.domainId,
      names: hit.kind === 'mailbox' || hit.kind === 'run' ? 'address' : 'name',
      run: () => {
        if (workspace) rememberPick(workspace, hit);
        if (hit.kind === 'mailbox' || hit.kind === 'run')
          void navigate({ to: '/mailboxes/$mailboxId', params: { mailboxId: hit.targetId } });
        else if (hit.kind === 'incident')
          void navigate({ to: '/incidents/$incidentId', params: { incidentId: hit.targetId }, search: {} });
        else void navigate({ to: '/domains/$domainId', params: { domainId: hit.targetId } });
      },
    }),
  );
  const searching = asked.length > 0 && (search.isFetching || search.isPlaceholderData);
  return { found, entries, searching, error: asked.length > 0 ? search.error : null };
}

const sideWords: Readonly<Record<Side, string>> = { source: 'at the source', destination: 'at the destination' };

/** Puts a password that stood in the pasted text into the vault, for the mailboxes that were found with it. */
export function usePasswordOffers(input: PastedText, found: readonly SearchHit[]): readonly PaletteEntry[] {
  const navigate = useNavigate();
  const mailboxes = found.filter((hit) => hit.kind === 'mailbox' && input.addresses.includes(hit.title.toLowerCase()));
  const offers = mailboxes.length > 0 ? mailboxes : found.filter((hit) => hit.kind === 'mailbox').slice(0, 1);
  return input.passwords.flatMap((password, at) =>
    offers.flatMap((hit) =>
      (['source', 'destination'] as const).map((side): PaletteEntry => {
        const which = input.passwords.length > 1 ? `password ${at + 1}` : 'the password';
        return {
          id: `store-${at}-${hit.id}-${side}`,
          icon: IconKey,
          title: `Store ${which} of ${hit.title} ${sideWords[side]}`,
          subtitle: 'Into the vault',
          run: () => {
            void storeSecret(hit.id, side, password).then(
              (stored) => {
                if (stored) notifyDone(`The password of ${hit.title} ${sideWords[side]} is in the vault.`);
              },
              (error: unknown) => notifyFailed('The password was not stored', error),
            );
            void navigate({ to: '/mailboxes/$mailboxId', params: { mailboxId: hit.targetId } });
          },
        };
      }),
    ),
  );
}

/** What can be done: first on the screen that shows, then everywhere; only what the words of the text name. */
export function useCommands(terms: readonly string[]): readonly PaletteEntry[] {
  const navigate = useNavigate();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const practice = useQuery(orpc.workspace.info.queryOptions()).data?.kind === 'practice';
  const offered = useOfferedActions();
  const customerLooksOn = useCustomerMode();
  const next = colorScheme === 'dark' ? 'light' : 'dark';
  const text = terms.join(' ');
  const address = terms.find(looksLikeAddress) ?? null;
  const commands: PaletteEntry[] = [
    ...offered.map((action) => ({
      id: action.id,
      icon: action.icon,
      title: action.title,
      subtitle: shortcutText(action.id),
      run: () => action.run?.(),
    })),
    ...navigation.map((item) => ({
      id: item.command,
      icon: item.icon,
      title: `Go to ${item.label}`,
      subtitle: shortcutText(item.command),
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
      id: 'import',
      icon: IconDatabaseImport,
      title: 'Import a directory…',
      subtitle: 'MailEnable folder, zip or CSV table',
      run: () => void navigate({ to: '/import' }),
    },
    {
      id: 'open-hand-off',
      icon: IconFileZip,
      title: 'Open a hand-off…',
      subtitle: `Read-only, from another installation, ${shortcutText('open-hand-off')}`,
      run: () => void openHandOff().then((opened) => (opened ? navigate({ to: '/hand-off' }) : undefined)),
    },
    {
      id: 'customer-mode',
      icon: customerLooksOn ? IconEye : IconEyeOff,
      title: customerLooksOn ? 'Show everything again' : 'Show to customer: blur names',
      subtitle: `Privacy, screen sharing, ${shortcutText('customer-mode')}`,
      run: () => setCustomerMode(!customerLooksOn),
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
