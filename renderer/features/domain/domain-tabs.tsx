import { Tabs } from '@mantine/core';
import { type Icon, IconArchive, IconListCheck, IconMail, IconUserPlus, IconWorld } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { DomainPage } from '../../../shared/contract/directory.ts';
import { formatCount } from '../../../shared/domain/format.ts';
import { DnsPanel } from './dns/dns-panel.tsx';
import classes from './domain.module.css';
import { DomainMailboxes } from './domain-mailboxes.tsx';
import type { DomainSearch, DomainTabId } from './domain-search.ts';
import { OldSide } from './old-side.tsx';
import { ProvisionPanel } from './provision/provision-panel.tsx';
import { StepEvidenceList } from './step-evidence-list.tsx';

/** What the parts of the screen work with. */
export interface DomainView {
  readonly data: DomainPage;
  readonly search: DomainSearch;
}

interface DomainTab {
  readonly id: DomainTabId;
  readonly label: string;
  readonly icon: Icon;
  readonly count?: (data: DomainPage) => number;
  readonly view: (view: DomainView) => ReactNode;
}

/** The parts of the domain screen below its timeline, one line each. */
const domainTabs: readonly DomainTab[] = [
  {
    id: 'mailboxes',
    label: 'Mailboxes',
    icon: IconMail,
    count: ({ mailboxes }) => mailboxes.length,
    view: ({ data }) => <DomainMailboxes mailboxes={data.mailboxes} />,
  },
  {
    id: 'provision',
    label: 'Provisioning',
    icon: IconUserPlus,
    view: ({ data }) => <ProvisionPanel data={data} />,
  },
  {
    id: 'dns',
    label: 'DNS',
    icon: IconWorld,
    view: ({ data }) => <DnsPanel domainId={data.domain.id} />,
  },
  {
    id: 'old-side',
    label: 'Old side',
    icon: IconArchive,
    view: ({ data }) => <OldSide domainId={data.domain.id} />,
  },
  {
    id: 'evidence',
    label: 'Evidence',
    icon: IconListCheck,
    view: ({ data: { domain }, search }) => (
      <StepEvidenceList domainId={domain.id} order={domain.order} step={search.step ?? null} />
    ),
  },
];

/** What is below the timeline; the address of the screen says which part. */
export function DomainTabs({ view }: { view: DomainView }): ReactNode {
  const { data, search } = view;
  const navigate = useNavigate();
  const shown = search.tab ?? 'mailboxes';
  const open = (tab: DomainTabId): void =>
    void navigate({ to: '/domains/$domainId', params: { domainId: data.domain.id }, search: { tab }, replace: true });
  return (
    <Tabs
      value={shown}
      keepMounted={false}
      onChange={(value) => {
        const tab = domainTabs.find(({ id }) => id === value);
        if (tab) open(tab.id);
      }}
    >
      <Tabs.List className={classes.tabs}>
        {domainTabs.map(({ id, label, icon: TabSign, count }) => (
          <Tabs.Tab key={id} value={id} leftSection={<TabSign size={16} aria-hidden />}>
            {label}
            {count ? <span className={classes.tabCount}>{formatCount(count(data))}</span> : null}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {domainTabs.map((tab) => (
        <Tabs.Panel key={tab.id} value={tab.id}>
          {tab.id === shown ? tab.view(view) : null}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
