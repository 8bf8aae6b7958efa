import { createHashHistory, createRootRoute, createRoute, createRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { JobPage } from '../features/bulk/job-page.tsx';
import { JobsPage } from '../features/bulk/jobs-page.tsx';
import { CapsulePage } from '../features/capsule/capsule-page.tsx';
import { DomainPage } from '../features/domain/domain-page.tsx';
import { domainSearch } from '../features/domain/domain-search.ts';
import { domainFilter } from '../features/domains/domain-filter.ts';
import { DomainsPage } from '../features/domains/domains-page.tsx';
import { FolderPage } from '../features/folder/folder-page.tsx';
import { pairSearch } from '../features/folder/pair-search.ts';
import { ImportPage } from '../features/import/import-page.tsx';
import { IncidentPage } from '../features/incidents/incident-page.tsx';
import { incidentSearch } from '../features/incidents/incident-search.ts';
import { IncidentsPage } from '../features/incidents/incidents-page.tsx';
import { MailboxPage } from '../features/mailbox/mailbox-page.tsx';
import { mailboxSearch } from '../features/mailbox/mailbox-search.ts';
import { OverviewPage } from '../features/overview/overview-page.tsx';
import { RunsPage } from '../features/runs/runs-page.tsx';
import { SettingsPage } from '../features/settings/settings-page.tsx';
import { FailedScreen, NoSuchScreen } from './fallback-screens.tsx';
import { Frame } from './frame.tsx';

const root = createRootRoute({ component: Frame, notFoundComponent: NoSuchScreen });

const overview = createRoute({ getParentRoute: () => root, path: '/', component: OverviewPage });

const domains = createRoute({
  getParentRoute: () => root,
  path: '/domains',
  validateSearch: domainFilter,
  component: DomainsPage,
});

const domain = createRoute({
  getParentRoute: () => root,
  path: '/domains/$domainId',
  validateSearch: domainSearch,
  component: function Domain(): ReactNode {
    const { domainId } = domain.useParams();
    return <DomainPage key={domainId} domainId={domainId} search={domain.useSearch()} />;
  },
});

const mailbox = createRoute({
  getParentRoute: () => root,
  path: '/mailboxes/$mailboxId',
  validateSearch: mailboxSearch,
  component: function Mailbox(): ReactNode {
    const { mailboxId } = mailbox.useParams();
    return <MailboxPage key={mailboxId} mailboxId={mailboxId} search={mailbox.useSearch()} />;
  },
});

const folder = createRoute({
  getParentRoute: () => root,
  path: '/mailboxes/$mailboxId/folders',
  validateSearch: pairSearch,
  component: function Folder(): ReactNode {
    const { mailboxId } = folder.useParams();
    const search = folder.useSearch();
    return (
      <FolderPage key={`${mailboxId}\n${search.source}\n${search.destination}`} mailboxId={mailboxId} search={search} />
    );
  },
});

const jobs = createRoute({ getParentRoute: () => root, path: '/jobs', component: JobsPage });

const job = createRoute({
  getParentRoute: () => root,
  path: '/jobs/$jobId',
  component: function Job(): ReactNode {
    const { jobId } = job.useParams();
    return <JobPage key={jobId} jobId={jobId} />;
  },
});

const runs = createRoute({ getParentRoute: () => root, path: '/runs', component: RunsPage });

const incidents = createRoute({ getParentRoute: () => root, path: '/incidents', component: IncidentsPage });

const incident = createRoute({
  getParentRoute: () => root,
  path: '/incidents/$incidentId',
  validateSearch: incidentSearch,
  component: function Incident(): ReactNode {
    const { incidentId } = incident.useParams();
    const { mailbox: mailboxId } = incident.useSearch();
    return <IncidentPage key={incidentId} incidentId={incidentId} mailboxId={mailboxId ?? null} />;
  },
});

const handOff = createRoute({ getParentRoute: () => root, path: '/hand-off', component: CapsulePage });

const imports = createRoute({ getParentRoute: () => root, path: '/import', component: ImportPage });

const settings = createRoute({ getParentRoute: () => root, path: '/settings', component: SettingsPage });

/** The screens by address. The hash carries it: the page has one file and `app://console` serves only that. */
export const router = createRouter({
  routeTree: root.addChildren([
    overview,
    domains,
    domain,
    imports,
    mailbox,
    folder,
    jobs,
    job,
    runs,
    incidents,
    incident,
    handOff,
    settings,
  ]),
  history: createHashHistory(),
  defaultErrorComponent: FailedScreen,
  defaultPreload: false,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
