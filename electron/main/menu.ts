import { Menu } from 'electron';
import { type MenuActions, type MenuState, menuTemplate } from './menu-template.ts';

/** Shows the native menu as things are; called again whenever what it shows has changed. */
export function showMenu(state: MenuState, actions: MenuActions): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(state, actions)));
}
