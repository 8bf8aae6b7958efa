import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatBytes, formatCount } from '../../../shared/domain/format.ts';
import type { MessageRow, RowSide } from '../../../shared/domain/message-row.ts';
import { MomentCell, NotKnown } from '../../ui/cells.tsx';
import type { DataColumn } from '../../ui/data-table/index.ts';
import { StatusBadge } from '../../ui/status-badge.tsx';
import classes from './folder.module.css';
import { faceOf, flagsInWords, layerWords, whyOf } from './row-words.ts';

type SideName = 'source' | 'destination';

/** Rows of a folder pair: what the source has on the left, the message in the middle, what the destination has on the right. */
export const pairColumns: DataColumn<MessageRow>[] = [
  {
    id: 'state',
    header: 'State',
    value: (row) => faceOf(row).label,
    cell: (row) => (
      <span title={whyOf(row)} className={classes.state}>
        <StatusBadge bare face={faceOf(row)} />
      </span>
    ),
    width: 112,
    hideable: false,
  },
  ...sideColumns('source'),
  {
    id: 'from',
    header: 'From',
    value: (row) => row.from,
    cell: (row) => nameOf(row.from),
    width: 130,
    grow: true,
    filterable: true,
    private: 'name',
  },
  {
    id: 'subject',
    header: 'Subject',
    value: (row) => row.subject,
    cell: (row) =>
      row.subject === '' ? (
        <Text span inherit c="dimmed">
          (no subject)
        </Text>
      ) : (
        row.subject
      ),
    width: 170,
    grow: true,
    filterable: true,
    private: 'subject',
  },
  ...sideColumns('destination'),
  {
    id: 'layer',
    header: 'Matched by',
    hint: 'What showed that both are the same message',
    value: (row) => (row.layer === null ? null : layerWords[row.layer].label),
    cell: (row) =>
      row.layer === null ? '' : <span title={layerWords[row.layer].why}>{layerWords[row.layer].label}</span>,
    width: 92,
  },
  {
    id: 'note',
    header: 'Remark',
    value: (row) => row.note,
    width: 200,
    filterable: true,
    initiallyHidden: true,
    private: 'folder',
  },
];

function sideColumns(side: SideName): DataColumn<MessageRow>[] {
  const there = side === 'destination';
  const place = there ? 'at the destination' : 'on the source';
  return [
    {
      id: `${side}-date`,
      header: there ? 'Date there' : 'Date',
      hint: `When it came in ${place}`,
      value: (row) => row[side]?.dateMs ?? null,
      text: (row) => dateText(row[side]),
      cell: (row) => <Fact row={row} side={side} differs="date" of={dateCell} />,
      width: 100,
    },
    {
      id: `${side}-size`,
      header: 'Size',
      hint: `Size as the server tells it ${place}`,
      value: (row) => row[side]?.size ?? null,
      cell: (row) => (
        <Fact
          row={row}
          side={side}
          differs="size"
          of={({ size }) => (row.differs.includes('size') ? `${formatCount(size)} B` : formatBytes(size))}
        />
      ),
      align: 'right',
      width: 70,
    },
    {
      id: `${side}-flags`,
      header: 'Flags',
      hint: `Flags ${place}`,
      value: (row) => (row[side] === null ? null : flagsInWords(row[side].flags)),
      cell: (row) => <Fact row={row} side={side} differs="flags" of={flagsCell} />,
      width: 84,
    },
    {
      id: `${side}-uid`,
      header: there ? 'UID there' : 'UID',
      hint: `Number of the message ${place}`,
      value: (row) => row[side]?.uid ?? null,
      cell: (row) => row[side]?.uid ?? '',
      align: 'right',
      width: 84,
      initiallyHidden: true,
    },
  ];
}

/** A fact of one side; lit where the side has nothing, marked where the sides differ in it. */
function Fact({
  row,
  side,
  differs,
  of,
}: {
  readonly row: MessageRow;
  readonly side: SideName;
  readonly differs: MessageRow['differs'][number];
  readonly of: (facts: RowSide) => ReactNode;
}): ReactNode {
  const facts = row[side];
  if (facts === null) {
    const tone = row.kind === 'missing' ? classes.gapBad : classes.gap;
    return <span className={tone}>{differs === 'date' ? `Not ${side === 'source' ? 'here' : 'there'}` : ''}</span>;
  }
  return row.differs.includes(differs) ? <span className={classes.differs}>{of(facts)}</span> : of(facts);
}

function dateCell({ dateMs }: RowSide): ReactNode {
  return dateMs === null ? (
    <NotKnown words="the server gave no date" />
  ) : (
    <MomentCell iso={new Date(dateMs).toISOString()} />
  );
}

function flagsCell({ flags }: RowSide): ReactNode {
  const words = flagsInWords(flags);
  return <span title={flags === '' ? 'No flags' : flags}>{words}</span>;
}

function dateText(facts: RowSide | null): string {
  return facts?.dateMs == null ? '' : new Date(facts.dateMs).toISOString();
}

/** `"Anna Harbour" <anna@harbour.test>` by name, with the whole as a tooltip of the cell. */
function nameOf(from: string): ReactNode {
  const name = /^\s*"?([^"<]+?)"?\s*</.exec(from)?.[1];
  return <span title={from}>{name ?? from}</span>;
}
