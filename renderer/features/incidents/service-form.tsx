import { Button, NumberInput, Select, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import type { ServiceRow } from '../../../shared/contract/incidents.ts';
import { type ServiceChange, serviceSettings, serviceTls } from '../../../shared/domain/service.ts';
import { client } from '../../app/client.ts';
import { ErrorView } from '../../ui/error-view.tsx';
import { notifyDone } from '../../ui/notify.ts';
import classes from './incidents.module.css';

const tlsChoices = [
  { value: 'implicit', label: 'TLS from the start' },
  { value: 'starttls', label: 'STARTTLS required' },
  { value: 'offered', label: 'Encrypted where offered' },
  { value: 'none', label: 'Clear text' },
] as const;

/** Whether it is watched is not said here. */
const place = serviceSettings.omit({ watched: true });
type Problems = Partial<Record<keyof ServiceChange, string>>;

/** Where a service beside the endpoints is to be found; the usual ports are only a guess. */
export function ServiceForm({ service }: { readonly service: ServiceRow }): ReactNode {
  const { id, kind } = service;
  const [host, setHost] = useState(service.host);
  const [port, setPort] = useState<number | string>(service.port);
  const [tls, setTls] = useState(service.tls);
  const [path, setPath] = useState(service.path);
  const [problems, setProblems] = useState<Problems>({});
  const save = useMutation({
    mutationFn: (settings: ServiceChange) => client.incidents.saveService({ ...settings, id }),
    onSuccess: () => notifyDone('The service was saved. Probe it to see whether it answers there.'),
  });

  function submit(event: FormEvent): void {
    event.preventDefault();
    const checked = place.safeParse({ host, port, tls, path });
    const found: Problems = {};
    for (const issue of checked.error?.issues ?? []) {
      const field = issue.path[0] as keyof ServiceChange;
      found[field] ??= field === 'port' ? 'Ports go from 1 to 65535.' : issue.message;
    }
    setProblems(found);
    if (checked.success) save.mutate(checked.data);
  }

  return (
    <form onSubmit={submit} noValidate className={classes.form}>
      <TextInput
        label="Host"
        value={host}
        error={problems.host}
        onChange={(event) => setHost(event.currentTarget.value)}
      />
      <NumberInput
        label="Port"
        value={port}
        error={problems.port}
        hideControls
        allowDecimal={false}
        onChange={setPort}
      />
      <Select
        label="Encryption"
        value={tls}
        allowDeselect={false}
        data={tlsChoices.filter(({ value }) =>
          kind === 'webmail' ? value === 'implicit' || value === 'none' : kind === 'smtp' || value !== 'offered',
        )}
        onChange={(value) => setTls(serviceTls.options.find((option) => option === value) ?? tls)}
      />
      {kind === 'webmail' ? (
        <TextInput
          label="Path"
          value={path}
          error={problems.path}
          onChange={(event) => setPath(event.currentTarget.value)}
        />
      ) : null}
      <Button type="submit" variant="default" loading={save.isPending} className={classes.formButton ?? ''}>
        Save
      </Button>
      {save.error ? <ErrorView error={save.error} /> : null}
    </form>
  );
}
