import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { type DnsWorld, dnsWorld, type NamedServer } from '../../../shared/domain/dns-look.ts';
import { orpc } from '../../app/client.ts';
import { ErrorView } from '../../ui/error-view.tsx';
import factList from '../../ui/facts.module.css';
import { LoadingRows } from '../../ui/loading.tsx';
import { notifyDone } from '../../ui/notify.ts';
import { Private } from '../../ui/private.tsx';
import { Section } from '../../ui/section.tsx';
import { addressIn, addressText, linesIn } from './dns-draft.ts';

/** Whom the console asks about names. */
export function DnsWorldForm(): ReactNode {
  const world = useQuery(orpc.cutover.world.queryOptions());
  return (
    <Section title="DNS: who is asked">
      {world.isPending ? <LoadingRows rows={3} /> : null}
      {world.error ? <ErrorView error={world.error} onRetry={() => void world.refetch()} /> : null}
      {world.data?.fixed ? (
        <dl className={factList.facts}>
          <dt>Name servers</dt>
          <dd>
            <Private kind="name">{world.data.world.nameServers.map(serverText).join(', ')}</Private>
          </dd>
          <dt>Public resolver</dt>
          <dd>{world.data.world.publicResolvers.map(serverText).join(', ')}</dd>
          <dt>Why these</dt>
          <dd>The practice workspace has name servers of its own and asks nobody else.</dd>
        </dl>
      ) : null}
      {world.data && !world.data.fixed ? <WorldForm world={world.data.world} /> : null}
    </Section>
  );
}

function serverText(server: NamedServer): string {
  return `${server.name} ${addressText(server)}`;
}

function serversIn(text: string): NamedServer[] {
  return linesIn(text).map((line) => {
    const words = line.split(/\s+/);
    const address = words.at(-1) ?? '';
    return { name: words.slice(0, -1).join(' ') || address, ...addressIn(address) };
  });
}

function WorldForm({ world }: { world: DnsWorld }): ReactNode {
  const [resolvers, setResolvers] = useState(world.resolvers.map(addressText).join('\n'));
  const [others, setOthers] = useState(world.publicResolvers.map(serverText).join('\n'));
  const [servers, setServers] = useState(world.nameServers.map(serverText).join('\n'));
  const [problem, setProblem] = useState<string | null>(null);
  const save = useMutation(
    orpc.cutover.saveWorld.mutationOptions({ onSuccess: () => notifyDone('Names are asked this way from now on.') }),
  );
  function submit(event: FormEvent): void {
    event.preventDefault();
    const checked = dnsWorld.safeParse({
      resolvers: linesIn(resolvers).map(addressIn),
      publicResolvers: serversIn(others),
      nameServers: serversIn(servers),
    });
    setProblem(
      checked.success ? null : 'Write one server a line: a name, then its address, with the port where it is not 53.',
    );
    if (checked.success) save.mutate(checked.data);
  }
  const lines = { autosize: true, minRows: 1, maxRows: 5 } as const;
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <Textarea
          label="Resolver"
          description="Finds where a domain's servers are. Empty: the one of this computer."
          value={resolvers}
          onChange={(event) => setResolvers(event.currentTarget.value)}
          {...lines}
        />
        <Textarea
          label="Public resolvers"
          description="Asked beside a domain's own servers: name and address, one a line."
          value={others}
          onChange={(event) => setOthers(event.currentTarget.value)}
          {...lines}
        />
        <Textarea
          label="Name servers of all domains"
          description="Only where they cannot be found from here. Empty: each domain's delegation is followed."
          value={servers}
          onChange={(event) => setServers(event.currentTarget.value)}
          data-private
          {...lines}
        />
        {problem ? (
          <Text size="sm" c="var(--mantine-color-error)" role="alert">
            {problem}
          </Text>
        ) : null}
        {save.error ? <ErrorView error={save.error} /> : null}
        <Group justify="flex-end">
          <Button type="submit" loading={save.isPending}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
