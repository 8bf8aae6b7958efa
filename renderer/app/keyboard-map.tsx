import { Kbd, Modal, Table, Text } from '@mantine/core';
import { Fragment, type ReactNode } from 'react';
import { closeDialog, useDialog } from './dialogs.ts';

const groups: readonly { readonly title: string; readonly keys: readonly (readonly [readonly string[], string])[] }[] =
  [
    {
      title: 'Everywhere',
      keys: [
        [['Ctrl', 'K'], 'Search, or paste an address'],
        [['Ctrl', '1'], 'Overview'],
        [['Ctrl', '2'], 'Domains'],
        [['Ctrl', '3'], 'Runs'],
        [['Ctrl', '4'], 'Settings'],
        [['?'], 'This list'],
        [['Esc'], 'Close a dialog'],
      ],
    },
    {
      title: 'In tables',
      keys: [
        [['/'], 'Go to the search field of the table'],
        [['↑', '↓'], 'Move between rows'],
        [['Enter'], 'Open the row'],
        [['Space'], 'Choose the row, with Shift up to here'],
        [['Ctrl', 'A'], 'Choose all rows'],
        [['Ctrl', 'C'], 'Copy the rows'],
      ],
    },
  ];

/** All keys of the console. */
export function KeyboardMap(): ReactNode {
  const dialog = useDialog();
  return (
    <Modal opened={dialog?.kind === 'keyboard'} onClose={closeDialog} title="Keyboard">
      {groups.map((group) => (
        <Fragment key={group.title}>
          <Text size="sm" fw={600} mt="xs">
            {group.title}
          </Text>
          <Table withRowBorders={false} verticalSpacing={3} layout="fixed">
            <Table.Tbody>
              {group.keys.map(([keys, what]) => (
                <Table.Tr key={what}>
                  <Table.Td w={130}>
                    {keys.map((key) => (
                      <Kbd key={key} size="xs" mr={4}>
                        {key}
                      </Kbd>
                    ))}
                  </Table.Td>
                  <Table.Td>{what}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Fragment>
      ))}
    </Modal>
  );
}
