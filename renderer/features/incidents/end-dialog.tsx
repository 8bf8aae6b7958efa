import { Button, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import type { IncidentDetail, IncidentOffer } from '../../../shared/contract/incidents.ts';
import { client } from '../../app/client.ts';
import { DialogFoot } from '../../ui/dialog-foot.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { notifyDone } from '../../ui/notify.ts';
import { momentOfField, toLocalField } from './local-time.ts';

export interface EndDialogProps {
  readonly incident: IncidentDetail;
  /** Whether it is watched on or closed; null: the dialog is closed. */
  readonly ending: 'back' | 'close' | null;
  readonly offers: readonly IncidentOffer[];
  readonly onClose: () => void;
}

/** Asks when the outage ended: probes know when they first saw it up again, the agent may know better. */
export function EndDialog(props: EndDialogProps): ReactNode {
  const { incident, ending, onClose } = props;
  return (
    <Modal
      opened={ending !== null}
      onClose={onClose}
      title={ending === 'close' ? `Close ${incident.number}` : `${incident.number} is available again`}
    >
      {ending ? <EndForm {...props} ending={ending} /> : null}
    </Modal>
  );
}

function EndForm({
  incident,
  ending,
  offers,
  onClose,
}: EndDialogProps & { readonly ending: 'back' | 'close' }): ReactNode {
  const offered = offers.find((offer) => offer.kind === 'close');
  const suggestion =
    incident.endedAt ?? offered?.upSince ?? new Date(Math.floor(Date.now() / 60_000) * 60_000).toISOString();
  const [text, setText] = useState(toLocalField(suggestion));
  const [problem, setProblem] = useState<string | null>(null);
  const save = useMutation({
    mutationFn: (at: string) => client.incidents.setStatus({ id: incident.id, kind: ending, at }),
    onSuccess: () => {
      notifyDone(ending === 'close' ? `${incident.number} is closed.` : `${incident.number} is being watched.`);
      onClose();
    },
  });

  function submit(event: FormEvent): void {
    event.preventDefault();
    const at = momentOfField(text, suggestion);
    setProblem(at === null ? 'Give the day and the time.' : null);
    if (at !== null) save.mutate(at);
  }

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <TextInput
          type="datetime-local"
          label="The outage ended"
          description={
            offered
              ? 'When a probe first saw all its services up again'
              : 'As far as is known; it can be corrected later'
          }
          value={text}
          error={problem}
          onChange={(event) => setText(event.currentTarget.value)}
          data-autofocus
        />
        <Text size="sm" c="dimmed">
          What is said about mail that was held up starts from this moment.
        </Text>
        {save.error ? <ErrorView error={save.error} /> : null}
        <DialogFoot>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending}>
            {ending === 'close' ? 'Close the incident' : 'Keep watching'}
          </Button>
        </DialogFoot>
      </Stack>
    </form>
  );
}
