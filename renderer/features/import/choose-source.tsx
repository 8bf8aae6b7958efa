import { Button } from '@mantine/core';
import { type Icon, IconFileTypeCsv, IconFileZip, IconFolderOpen, IconSailboat } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { ImportSourceKind } from '../../../shared/contract/shell.ts';
import { formatCount } from '../../../shared/domain/format.ts';
import type { ImportRecord } from '../../../shared/domain/import.ts';
import { client, orpc } from '../../app/client.ts';
import { openDialog } from '../../app/dialogs.ts';
import { shell } from '../../app/shell.ts';
import { MomentCell } from '../../ui/cells.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { Private } from '../../ui/private.tsx';
import rows from '../../ui/rows.module.css';
import { Section } from '../../ui/section.tsx';
import classes from './import.module.css';
import { startImport } from './import-state.ts';

interface Way {
  readonly kind: ImportSourceKind | 'practice';
  readonly icon: Icon;
  readonly title: string;
  readonly text: string;
  readonly action: string;
}

const ways: readonly Way[] = [
  {
    kind: 'folder',
    icon: IconFolderOpen,
    title: 'Configuration folder of MailEnable',
    text: 'The folder with AUTH.TAB and Postoffices in it, usually "Mail Enable\\Config", copied from the server. Domains, mailboxes, logins, passwords, redirections, aliases and limits are read.',
    action: 'Choose folder…',
  },
  {
    kind: 'zip',
    icon: IconFileZip,
    title: 'The same, packed',
    text: 'A zip file of that folder. Nothing is unpacked to the disk.',
    action: 'Choose zip file…',
  },
  {
    kind: 'csv',
    icon: IconFileTypeCsv,
    title: 'Table',
    text: 'A CSV file with one mailbox per line: an address, and as far as you have them user name, password, limit, customer. You say which column is what.',
    action: 'Choose table…',
  },
];

const practiceWay: Way = {
  kind: 'practice',
  icon: IconSailboat,
  title: 'The practice server',
  text: 'The configuration of the practice MailEnable, with one domain more that has all the oddities of a real one.',
  action: 'Read it',
};

/** Where the directory is to be read from. */
export function ChooseSource(): ReactNode {
  const [busy, setBusy] = useState<Way['kind'] | null>(null);
  const [error, setError] = useState<unknown>(null);
  const practice = useQuery(orpc.workspace.info.queryOptions()).data?.kind === 'practice';

  async function open(kind: Way['kind']): Promise<void> {
    setBusy(kind);
    setError(null);
    try {
      if (kind === 'practice') startImport(await client.imports.openPractice());
      else {
        const chosen = await shell.chooseImport(kind);
        if (chosen !== null) startImport(await client.imports.open({ kind, handle: chosen.handle }));
      }
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(null);
    }
  }

  const recent = useQuery(orpc.imports.recent.queryOptions());

  return (
    <>
      <Section title="Where is the directory?" flush>
        {error ? (
          <div className={classes.inset}>
            <ErrorView error={error} />
          </div>
        ) : null}
        <ul className={classes.ways}>
          {[...(practice ? [practiceWay] : []), ...ways].map(({ kind, icon: WayIcon, title, text, action }, place) => (
            <li key={kind} className={classes.way}>
              <WayIcon size={26} stroke={1.5} className={classes.wayIcon ?? ''} aria-hidden />
              <div className={classes.wayText}>
                <div className={classes.wayTitle}>{title}</div>
                <div className={classes.dim}>{text}</div>
              </div>
              <Button
                variant={place === 0 ? 'filled' : 'default'}
                loading={busy === kind}
                disabled={busy !== null && busy !== kind}
                onClick={() => void open(kind)}
              >
                {action}
              </Button>
            </li>
          ))}
        </ul>
        <p className={classes.foot}>
          Nothing is written before you have seen what would change. Passwords go into the vault; no screen shows them.
          You can also{' '}
          <button type="button" className={classes.link} onClick={() => openDialog({ kind: 'add-mailbox' })}>
            add a single mailbox by hand
          </button>
          .
        </p>
      </Section>
      {recent.data && recent.data.length > 0 ? (
        <Section title="Imported before" flush>
          <ul className={rows.list}>
            {recent.data.map((one) => (
              <li key={one.id} className={`${rows.row} ${classes.before}`}>
                <span className={rows.dim}>
                  <MomentCell iso={one.at} />
                </span>
                <span className={rows.clip}>
                  <Private kind="text">{one.name}</Private>
                </span>
                <span className={rows.dim}>{countsOf(one)}</span>
              </li>
            ))}
          </ul>
        </Section>
      ) : null}
    </>
  );
}

function countsOf({ added, changed, removed, unchanged }: ImportRecord): string {
  return [
    `${formatCount(added)} added`,
    `${formatCount(changed)} changed`,
    removed > 0 ? `${formatCount(removed)} removed` : '',
    `${formatCount(unchanged)} the same`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}
