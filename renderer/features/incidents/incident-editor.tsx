import { Button, Checkbox, Modal, Stack, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import type { ServerRow } from '../../../shared/contract/incidents.ts';
import type { Incident } from '../../../shared/domain/incident.ts';
import type { ServiceKind } from '../../../shared/domain/service.ts';
import { client } from '../../app/client.ts';
import { DialogFoot } from '../../ui/dialog-foot.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { notifyDone } from '../../ui/notify.ts';
import classes from './incidents.module.css';
import { momentOfField, toLocalField } from './local-time.ts';
import { kindHeads } from './service-matrix.tsx';

/** What the form begins with. */
export interface IncidentDraft {
  readonly title: string;
  readonly startedAt: string;
  readonly services: readonly { readonly server: string; readonly kind: ServiceKind }[];
}

export interface IncidentEditorProps {
  /** What is edited, or what a new one begins with; null: the form is closed. */
  readonly edited: Incident | IncidentDraft | null;
  readonly servers: readonly ServerRow[];
  readonly onClose: () => void;
  readonly onSaved: (incident: Incident) => void;
}

/** Writes an incident down, or corrects one. */
export function IncidentEditor(props: IncidentEditorProps): ReactNode {
  const { edited, onClose } = props;
  return (
    <Modal
      opened={edited !== null}
      onClose={onClose}
      size={620}
      yOffset="5vh"
      title={edited && 'number' in edited ? `Correct ${edited.number}` : 'Open an incident'}
    >
      {edited ? <IncidentForm {...props} edited={edited} /> : null}
    </Modal>
  );
}

const keyOf = (service: { readonly server: string; readonly kind: ServiceKind }): string =>
  `${service.kind} ${service.server}`;

function IncidentForm({
  edited,
  servers,
  onClose,
  onSaved,
}: IncidentEditorProps & { readonly edited: Incident | IncidentDraft }): ReactNode {
  const known = 'number' in edited ? edited : null;
  const [title, setTitle] = useState(edited.title);
  const [start, setStart] = useState(toLocalField(edited.startedAt));
  const [end, setEnd] = useState(known?.endedAt ? toLocalField(known.endedAt) : '');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(
    new Set([...edited.services].map((service) => keyOf(service))),
  );
  const [note, setNote] = useState('');
  const [problems, setProblems] = useState<{ title?: string; start?: string; end?: string; services?: string }>({});
  const save = useMutation({
    mutationFn: (moments: { startedAt: string; endedAt: string | null }) => {
      const offered = servers.flatMap(({ services }) => services);
      const services = [...chosen].flatMap((key) => {
        const service =
          offered.find((one) => keyOf(one) === key) ?? [...edited.services].find((one) => keyOf(one) === key);
        return service ? [{ server: service.server, kind: service.kind }] : [];
      });
      return known
        ? client.incidents.edit({ id: known.id, title, ...moments, services })
        : client.incidents.open({ title, startedAt: moments.startedAt, services, note });
    },
    onSuccess: (incident) => {
      notifyDone(known ? `${incident.number} was corrected.` : `${incident.number} is open.`);
      onSaved(incident);
    },
  });

  function submit(event: FormEvent): void {
    event.preventDefault();
    const startedAt = momentOfField(start, edited.startedAt);
    const endedAt = end === '' ? null : momentOfField(end, known?.endedAt ?? null);
    const found = {
      ...(title.trim() === '' ? { title: 'Give the incident a title.' } : {}),
      ...(startedAt === null ? { start: 'Give the day and the time.' } : {}),
      ...(known?.endedAt && endedAt === null ? { end: 'It is over, so it has an end.' } : {}),
      ...(chosen.size === 0 ? { services: 'Choose what failed.' } : {}),
    };
    setProblems(found);
    if (Object.keys(found).length === 0 && startedAt !== null) save.mutate({ startedAt, endedAt });
  }

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <TextInput
          label="Title"
          description="As colleagues and customers may read it"
          value={title}
          error={problems.title}
          onChange={(event) => setTitle(event.currentTarget.value)}
          data-autofocus
        />
        <div className={classes.moments}>
          <TextInput
            type="datetime-local"
            label="Began"
            value={start}
            error={problems.start}
            onChange={(event) => setStart(event.currentTarget.value)}
          />
          {known?.endedAt ? (
            <TextInput
              type="datetime-local"
              label="Ended"
              value={end}
              error={problems.end}
              onChange={(event) => setEnd(event.currentTarget.value)}
            />
          ) : null}
        </div>
        <Checkbox.Group
          label="What failed"
          description="Its domains are taken in by these servers"
          error={problems.services}
          value={[...chosen]}
          onChange={(keys) => setChosen(new Set(keys))}
        >
          <div className={classes.choice}>
            {servers.map((server) => (
              <fieldset key={server.key} className={classes.choiceServer}>
                <legend>{server.name}</legend>
                {server.services.map((service) => (
                  <Checkbox key={service.id} size="sm" value={keyOf(service)} label={kindHeads[service.kind]} />
                ))}
              </fieldset>
            ))}
          </div>
        </Checkbox.Group>
        {known ? null : (
          <Textarea
            label="First note"
            description="Optional; what is known, and what is not"
            autosize
            minRows={2}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
        )}
        {save.error ? <ErrorView error={save.error} /> : null}
        <DialogFoot>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending}>
            {known ? 'Save' : 'Open the incident'}
          </Button>
        </DialogFoot>
      </Stack>
    </form>
  );
}
