import type { MenuItemConstructorOptions } from 'electron';
import type { ColorScheme, ShellCommand } from '../../shared/contract/shell.ts';
import type { WorkspaceKind } from '../../shared/contract/workspace.ts';

/** What the menu shows as chosen. */
export interface MenuState {
  readonly workspace: WorkspaceKind;
  readonly colorScheme: ColorScheme;
  /** Developer tools belong to a checkout, not to what users are shipped. */
  readonly packaged: boolean;
  readonly mac: boolean;
}

/** What its items do. */
export interface MenuActions {
  command(command: ShellCommand): void;
  openWorkspace(kind: WorkspaceKind): void;
  setColorScheme(scheme: ColorScheme): void;
  openLogs(): void;
}

const workspaceLabels: Readonly<Record<WorkspaceKind, string>> = { practice: 'Practice', own: 'Own' };
const schemeLabels: Readonly<Record<ColorScheme, string>> = { system: 'As the system', light: 'Light', dark: 'Dark' };

/** The native menu. What concerns the page goes there as a command; the page alone decides how to carry it out. */
export function menuTemplate(state: MenuState, actions: MenuActions): MenuItemConstructorOptions[] {
  const item = (label: string, accelerator: string, command: ShellCommand): MenuItemConstructorOptions => ({
    id: command,
    label,
    accelerator,
    click: () => actions.command(command),
  });
  return [
    ...(state.mac ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        item('Add mailbox…', 'CmdOrCtrl+N', 'add-mailbox'),
        item('Open a hand-off…', 'CmdOrCtrl+O', 'open-hand-off'),
        { type: 'separator' },
        state.mac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: '&Go',
      submenu: [
        item('Find or do anything…', 'CmdOrCtrl+K', 'palette'),
        { type: 'separator' },
        item('Overview', 'CmdOrCtrl+1', 'go-overview'),
        item('Domains', 'CmdOrCtrl+2', 'go-domains'),
        item('Runs', 'CmdOrCtrl+3', 'go-runs'),
        item('Incidents', 'CmdOrCtrl+6', 'go-incidents'),
        item('Settings', 'CmdOrCtrl+4', 'go-settings'),
        item('Jobs', 'CmdOrCtrl+5', 'go-jobs'),
      ],
    },
    { label: '&View', submenu: viewItems(state, actions, item) },
    {
      label: '&Workspace',
      submenu: [
        ...(Object.keys(workspaceLabels) as WorkspaceKind[]).map(
          (kind): MenuItemConstructorOptions => ({
            id: `workspace-${kind}`,
            label: workspaceLabels[kind],
            type: 'radio',
            checked: state.workspace === kind,
            click: () => actions.openWorkspace(kind),
          }),
        ),
        { type: 'separator' },
        {
          id: 'reset-practice',
          label: 'Reset practice workspace…',
          enabled: state.workspace === 'practice',
          click: () => actions.command('reset-practice'),
        },
      ],
    },
    { role: 'windowMenu' },
    { role: 'help', submenu: [{ id: 'open-logs', label: 'Open logs folder', click: () => actions.openLogs() }] },
  ];
}

function viewItems(
  state: MenuState,
  actions: MenuActions,
  item: (label: string, accelerator: string, command: ShellCommand) => MenuItemConstructorOptions,
): MenuItemConstructorOptions[] {
  return [
    item('Reload data', 'F5', 'reload-data'),
    // A second accelerator of the same command: an item can have only one.
    {
      label: 'Reload data',
      accelerator: 'CmdOrCtrl+R',
      visible: false,
      acceleratorWorksWhenHidden: true,
      click: () => actions.command('reload-data'),
    },
    { type: 'separator' },
    {
      label: 'Appearance',
      submenu: (Object.keys(schemeLabels) as ColorScheme[]).map(
        (scheme): MenuItemConstructorOptions => ({
          id: `appearance-${scheme}`,
          label: schemeLabels[scheme],
          type: 'radio',
          checked: state.colorScheme === scheme,
          click: () => actions.setColorScheme(scheme),
        }),
      ),
    },
    { type: 'separator' },
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    // The key beside it, without Shift.
    { role: 'zoomIn', accelerator: 'CmdOrCtrl+=', visible: false, acceleratorWorksWhenHidden: true },
    { role: 'zoomOut' },
    { type: 'separator' },
    item('Show to customer', 'F8', 'customer-mode'),
    { role: 'togglefullscreen' },
    ...(state.packaged ? [] : [{ role: 'toggleDevTools' } as const]),
  ];
}
