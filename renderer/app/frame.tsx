import { ActionIcon, Kbd, Tooltip, UnstyledButton } from '@mantine/core';
import { IconFerry, IconKeyboard, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import { formatNumberOf } from '../../shared/domain/format.ts';
import { MailboxEditor } from '../features/mailbox-editor/mailbox-editor.tsx';
import { orpc } from './client.ts';
import { ColorSchemeMenu } from './color-scheme-menu.tsx';
import { CommandPalette } from './command-palette.tsx';
import { CustomerModeBanner } from './customer-mode-banner.tsx';
import { openDialog } from './dialogs.ts';
import { EngineBanner } from './engine-banner.tsx';
import classes from './frame.module.css';
import { KeyboardMap } from './keyboard-map.tsx';
import { navigation } from './navigation.ts';
import { openPalette } from './palette-store.ts';
import { useRunEndNotices } from './run-end-notices.ts';
import { useShellCommands } from './shell-commands.ts';
import { ariaKeys, shortcutText } from './shortcuts.ts';
import { useDeadlineNews } from './use-deadline-news.ts';
import { VaultDialog } from './vault-dialog.tsx';
import { WorkspaceSwitch } from './workspace-switch.tsx';

/** What stands around every screen: navigation, search, workspace, the engine's state, and the dialogs of all screens. */
export function Frame(): ReactNode {
  useShellCommands();
  useRunEndNotices();
  const atRisk = useDeadlineNews();
  const main = useFocusAtTop();
  const inMailbox = useLocation().pathname.startsWith('/mailboxes/');
  return (
    <div className={classes.frame}>
      <button type="button" className={classes.skip} onClick={() => main.current?.focus()}>
        Skip to the content
      </button>
      <nav className={classes.nav} aria-label="Main">
        <div className={classes.brand}>
          <IconFerry size={24} stroke={1.7} aria-hidden />
          Mailferry
        </div>
        {navigation.map(({ to, label, icon: ItemIcon, command }) => (
          <Link
            key={to}
            to={to}
            className={classes.item}
            activeOptions={{ exact: to === '/' }}
            aria-keyshortcuts={ariaKeys(command)}
            // A mailbox belongs to a domain.
            {...(to === '/domains' && inMailbox ? { 'data-status': 'active' } : {})}
          >
            <ItemIcon size={18} stroke={1.7} aria-hidden />
            {label}
            {to === '/' && atRisk > 0 ? (
              <span className={classes.alarm} title={`${formatNumberOf(atRisk, 'deadline')} cannot be met as it goes`}>
                {atRisk}
              </span>
            ) : null}
            <kbd aria-hidden>{shortcutText(command)}</kbd>
          </Link>
        ))}
        <Version />
      </nav>
      <header className={classes.header}>
        <UnstyledButton className={classes.search} onClick={openPalette} aria-keyshortcuts="Control+K">
          <IconSearch size={16} stroke={1.7} aria-hidden />
          Search or paste an address
          <Kbd size="xs" className={classes.key} aria-hidden>
            Ctrl K
          </Kbd>
        </UnstyledButton>
        <div className={classes.space} />
        <WorkspaceSwitch />
        <ColorSchemeMenu />
        <Tooltip label="Keys (?)">
          <ActionIcon size="lg" aria-label="Show all keys" onClick={() => openDialog({ kind: 'keyboard' })}>
            <IconKeyboard size={18} stroke={1.7} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </header>
      <main className={classes.main} id="main" ref={main} tabIndex={-1}>
        <Outlet />
      </main>
      <div className={classes.foot}>
        <CustomerModeBanner />
        <EngineBanner />
      </div>
      <CommandPalette />
      <KeyboardMap />
      <MailboxEditor />
      <VaultDialog />
    </div>
  );
}

function Version(): ReactNode {
  const info = useQuery(orpc.workspace.info.queryOptions());
  return <div className={classes.version}>{info.data ? `Version ${info.data.version}` : '\u00a0'}</div>;
}

/** After a change of screen the focus is lost with what had it; it starts again at the top of the new screen. */
function useFocusAtTop(): React.RefObject<HTMLElement | null> {
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs for every new path
  useEffect(() => {
    main.current?.scrollTo(0, 0);
    if (document.activeElement === document.body) main.current?.focus({ preventScroll: true });
  }, [pathname]);
  return main;
}
