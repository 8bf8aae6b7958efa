import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { formatCount, formatNumberOf } from '../../../shared/domain/format.ts';
import type { ImportReport } from '../../../shared/domain/import.ts';
import { client } from '../../app/client.ts';
import { openVault } from '../../app/vault.ts';
import { ErrorView } from '../../ui/error-view.tsx';
import { ButtonLink, TextLink } from '../../ui/links.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Private } from '../../ui/private.tsx';
import { Section } from '../../ui/section.tsx';
import classes from './import.module.css';
import { type ImportState, setImportState } from './import-state.ts';
import { closeImport } from './use-import.ts';

const MOST_DOMAINS = 60;

/** What the import did, and what comes next. */
export function ImportDone({
  state,
  report,
}: {
  readonly state: ImportState;
  readonly report: ImportReport;
}): ReactNode {
  const storing = useMutation({
    mutationFn: async () =>
      (await openVault('The passwords of the imported logins are stored encrypted.'))
        ? client.imports.storePasswords({ id: state.look.id })
        : null,
    onSuccess: (result) => {
      if (result === null) return;
      const passwords = report.passwords + result.stored;
      setImportState((now) => ({ ...now, report: { ...report, passwords, passwordProblem: result.problem } }));
    },
  });
  const parts = [
    `${formatNumberOf(report.added, 'mailbox', 'mailboxes')} added`,
    `${formatCount(report.changed)} changed`,
    report.removed > 0 ? `${formatCount(report.removed)} removed` : '',
    `${formatCount(report.unchanged)} the same as before`,
    report.leftOut > 0 ? `${formatCount(report.leftOut)} left out` : '',
  ];
  return (
    <div className={classes.tables}>
      <Notice tone="info" icon={IconCircleCheck} title="The import is done">
        {parts.filter((part) => part !== '').join(', ')}. {formatNumberOf(report.passwords, 'password')} went into the
        vault.
      </Notice>
      {report.passwordProblem === null ? null : (
        <Notice tone="warn" icon={IconAlertTriangle} title="Passwords are not stored yet">
          {report.passwordProblem} They are in memory until you close this import.{' '}
          <Button variant="default" loading={storing.isPending} onClick={() => storing.mutate()}>
            Store them now
          </Button>
        </Notice>
      )}
      {storing.error ? <ErrorView error={storing.error} /> : null}
      <Section
        title="What next"
        actions={
          <>
            <Button variant="default" onClick={() => closeImport(state)}>
              Import something else
            </Button>
            <ButtonLink to="/domains">Open domains</ButtonLink>
          </>
        }
      >
        <p className={classes.next}>
          Open a domain and go through its steps: first make its mailboxes at the destination, then check both logins
          and copy.
        </p>
        <ul className={classes.domainList}>
          {report.domains.slice(0, MOST_DOMAINS).map((domain) => (
            <li key={domain.id}>
              <TextLink to="/domains/$domainId" params={{ domainId: domain.id }}>
                <Private kind="name">{domain.name}</Private>
              </TextLink>{' '}
              <span className={classes.dim}>{formatCount(domain.mailboxes)}</span>
            </li>
          ))}
        </ul>
        {report.domains.length > MOST_DOMAINS ? (
          <p className={classes.dim}>And {formatCount(report.domains.length - MOST_DOMAINS)} more.</p>
        ) : null}
      </Section>
    </div>
  );
}
