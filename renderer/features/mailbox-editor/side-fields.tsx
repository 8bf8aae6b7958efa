import { PasswordInput, Select, TextInput } from '@mantine/core';
import type { ReactNode, RefObject } from 'react';
import type { EndpointRow } from '../../../shared/contract/endpoints.ts';
import type { Side } from '../../../shared/domain/endpoint.ts';
import type { SideDraft } from './draft.ts';
import classes from './mailbox-editor.module.css';

const legend: Readonly<Record<Side, string>> = { source: 'From (source)', destination: 'To (destination)' };

/** Server, user and password of one side. The password field belongs to nobody but the browser: no state holds its value. */
export function SideFields({
  side,
  draft,
  endpoints,
  hasSecret,
  password,
  problems,
  onChange,
}: {
  side: Side;
  draft: SideDraft;
  endpoints: readonly EndpointRow[];
  hasSecret: boolean;
  password: RefObject<HTMLInputElement | null>;
  problems: { readonly endpointId: string | undefined; readonly user: string | undefined };
  onChange: (draft: SideDraft) => void;
}): ReactNode {
  const endpoint = endpoints.find((entry) => entry.id === draft.endpointId);
  return (
    <fieldset className={classes.side}>
      <legend className={classes.legend}>{legend[side]}</legend>
      <Select
        label="Server"
        placeholder="Choose a server"
        allowDeselect={false}
        data={endpoints
          // A POP3 server has nothing to write to.
          .filter((entry) => side === 'source' || entry.protocol === 'imap')
          .map((entry) => ({ value: entry.id, label: entry.name }))}
        value={draft.endpointId}
        error={problems.endpointId}
        onChange={(endpointId) => onChange({ ...draft, endpointId })}
      />
      <TextInput
        data-private
        label="User name"
        description={
          endpoint?.platform === 'mailenable' ? 'mailbox@postoffice, often the address' : 'Usually the address'
        }
        value={draft.user}
        error={problems.user}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => onChange({ ...draft, user: event.currentTarget.value, userTouched: true })}
      />
      <PasswordInput
        ref={password}
        label="Password"
        placeholder={hasSecret ? 'Stored; leave empty to keep it' : 'Can be entered later'}
        autoComplete="new-password"
      />
    </fieldset>
  );
}
