import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { orpc } from '../../app/client.ts';
import factList from '../../ui/facts.module.css';
import { PageHeader } from '../../ui/page-header.tsx';
import { Section } from '../../ui/section.tsx';
import { Appearance } from './appearance.tsx';
import { DnsSettings } from './dns-settings.tsx';
import { EndpointList } from './endpoint-list.tsx';
import { Limits } from './limits.tsx';
import { Notifications } from './notifications.tsx';
import { OpensrsAccounts } from './opensrs-accounts.tsx';
import { Security } from './security.tsx';
import classes from './settings.module.css';

/** Servers, appearance, security. */
export function SettingsPage(): ReactNode {
  const info = useQuery(orpc.workspace.info.queryOptions());
  return (
    <>
      <PageHeader title="Settings" />
      <div className={classes.parts}>
        <EndpointList />
        <OpensrsAccounts />
        <DnsSettings />
        <div className={classes.pair}>
          <Appearance />
          <Security />
          <Notifications />
          <Limits />
        </div>
        <Section title="About">
          <dl className={factList.facts}>
            <dt>Mailferry</dt>
            <dd>{info.data ? `Version ${info.data.version}` : '\u00a0'}</dd>
            <dt>Workspace</dt>
            <dd>{info.data ? `${info.data.name} (${info.data.kind})` : '\u00a0'}</dd>
          </dl>
        </Section>
      </div>
    </>
  );
}
