import { Button, Modal, Stack } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import type { EndpointRow } from '../../../shared/contract/endpoints.ts';
import { type EndpointSettings, endpointSettings, placeProblem } from '../../../shared/domain/endpoint.ts';
import { client, orpc } from '../../app/client.ts';
import { DialogFoot } from '../../ui/dialog-foot.tsx';
import { settingsOf } from '../../ui/endpoint-settings.ts';
import { ErrorView } from '../../ui/error-view.tsx';
import { notifyDone } from '../../ui/notify.ts';
import { EndpointFields, type FieldProblems } from './endpoint-fields.tsx';
import { newEndpoint } from './platforms.ts';
import { TestResult } from './test-result.tsx';

/** Adds or changes a server; the connection can be tested before anything is saved. */
export function EndpointEditor({
  edited,
  onClose,
}: {
  edited: EndpointRow | 'new' | null;
  onClose: () => void;
}): ReactNode {
  return (
    <Modal
      opened={edited !== null}
      onClose={onClose}
      size={620}
      yOffset="4vh"
      title={edited === 'new' || edited === null ? 'Add a server' : `Server ${edited.name}`}
    >
      {edited === null ? null : <EndpointForm edited={edited} onClose={onClose} />}
    </Modal>
  );
}

function EndpointForm({ edited, onClose }: { edited: EndpointRow | 'new'; onClose: () => void }): ReactNode {
  const queries = useQueryClient();
  const id = edited === 'new' ? null : edited.id;
  const [settings, setSettings] = useState<EndpointSettings>(edited === 'new' ? newEndpoint : settingsOf(edited));
  const [acceptsClear, setAcceptsClear] = useState(edited !== 'new' && edited.tls === 'none');
  const [problems, setProblems] = useState<FieldProblems>({});
  const test = useMutation(orpc.endpoints.test.mutationOptions());
  const save = useMutation({
    mutationFn: (valid: EndpointSettings) =>
      id === null ? client.endpoints.add(valid) : client.endpoints.update({ ...valid, id }),
    onSuccess: (saved) => {
      // A test that went well before saving counts for the saved server only when it is made for it.
      if (test.data?.ok) void client.endpoints.test(saved).catch(() => {});
      notifyDone(`${saved.name} was saved.`);
      void queries.invalidateQueries({ queryKey: orpc.endpoints.key() });
      onClose();
    },
  });

  function change(next: EndpointSettings): void {
    setSettings(next);
    test.reset();
  }

  /** The settings when they can be used, else null, and the form says what is missing. */
  function checked(needsName: boolean): EndpointSettings | null {
    const candidate = needsName ? settings : { ...settings, name: settings.name.trim() || settings.host };
    const result = endpointSettings.safeParse(candidate);
    const found: FieldProblems = {};
    if (!result.success) {
      for (const issue of result.error.issues) {
        const field = issue.path[0] as keyof FieldProblems;
        found[field] ??= field === 'port' ? 'Ports go from 1 to 65535.' : issue.message;
      }
    }
    const place = placeProblem(settings);
    if (place !== null)
      found.host = settings.host.trim() === '' && settings.protocol !== 'store' ? 'Enter the host name' : place;
    if (settings.protocol !== 'store' && settings.tls === 'none' && !acceptsClear)
      found.tls = 'Confirm the clear text below, or choose TLS.';
    setProblems(found);
    return result.success && Object.keys(found).length === 0 ? result.data : null;
  }

  function runTest(next?: EndpointSettings): void {
    const valid = next ?? checked(false);
    if (valid) test.mutate(id === null ? valid : { ...valid, id });
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    const valid = checked(true);
    if (valid) save.mutate(valid);
  }

  function trust(pinnedFingerprint: string): void {
    const next = { ...settings, pinnedFingerprint };
    setSettings(next);
    runTest({ ...next, name: next.name.trim() || next.host });
  }

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <EndpointFields
          settings={settings}
          onChange={change}
          problems={problems}
          acceptsClear={acceptsClear}
          onAcceptClear={setAcceptsClear}
        />
        {test.data ? (
          <TestResult
            report={test.data}
            store={settings.protocol === 'store'}
            onTrust={trust}
            onRetry={() => runTest()}
          />
        ) : null}
        {test.error ? <ErrorView error={test.error} onRetry={() => runTest()} /> : null}
        {save.error ? <ErrorView error={save.error} /> : null}
        <DialogFoot
          left={
            <Button
              variant="default"
              leftSection={<IconPlugConnected size={16} aria-hidden />}
              loading={test.isPending}
              onClick={() => runTest()}
            >
              Test connection
            </Button>
          }
        >
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending}>
            Save
          </Button>
        </DialogFoot>
      </Stack>
    </form>
  );
}
