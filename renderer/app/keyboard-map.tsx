import { Kbd, Modal } from '@mantine/core';
import { Fragment, type ReactNode } from 'react';
import { closeDialog, useDialog } from './dialogs.ts';
import classes from './keyboard-map.module.css';
import { keyNames, type ShortcutScope, shortcutScopes, shortcutsOf } from './shortcuts.ts';

const titles: Readonly<Record<ShortcutScope, string>> = {
  everywhere: 'Everywhere',
  mailbox: 'On a mailbox',
  screen: 'On screens with a table',
  table: 'In a table',
  header: 'In the header of a table',
  message: 'In an open message',
};

/** All keys of the console. */
export function KeyboardMap(): ReactNode {
  const dialog = useDialog();
  return (
    <Modal opened={dialog?.kind === 'keyboard'} onClose={closeDialog} title="Keyboard" size={860}>
      <div className={classes.groups}>
        {shortcutScopes.map((scope) => (
          <section key={scope} className={classes.group} aria-label={titles[scope]}>
            <h3 className={classes.title}>{titles[scope]}</h3>
            <dl className={classes.keys}>
              {shortcutsOf(scope).map(([id, shortcut]) => (
                <Fragment key={id}>
                  <dt>{shortcut.what}</dt>
                  <dd>
                    {shortcut.keys.map((keys, at) => (
                      <Fragment key={keys}>
                        {at > 0 && <span className={classes.or}>or</span>}
                        {keyNames(keys).map((key) => (
                          <Kbd key={key} size="xs">
                            {key}
                          </Kbd>
                        ))}
                      </Fragment>
                    ))}
                  </dd>
                </Fragment>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
