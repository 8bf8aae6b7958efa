import { Button, Modal, NumberInput, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { dnsTemplate } from '../../../shared/domain/dns-plan.ts';
import { client, orpc } from '../../app/client.ts';
import { DialogFoot } from '../../ui/dialog-foot.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { notifyDone } from '../../ui/notify.ts';
import { type TemplateDraft, templateIn } from './dns-draft.ts';
import classes from './settings.module.css';

const schema = dnsTemplate.extend({ id: dnsTemplate.shape.id.nullable() });

/** What a destination wants in the zone of a domain. */
export function DnsTemplateEditor({
  edited,
  onClose,
}: {
  edited: TemplateDraft | null;
  onClose: () => void;
}): ReactNode {
  return (
    <Modal opened={edited !== null} onClose={onClose} size={620} yOffset="4vh" title="DNS template">
      {edited === null ? null : <TemplateForm edited={edited} onClose={onClose} />}
    </Modal>
  );
}

function TemplateForm({ edited, onClose }: { edited: TemplateDraft; onClose: () => void }): ReactNode {
  const queries = useQueryClient();
  const [draft, setDraft] = useState(edited);
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({});
  const save = useMutation({
    mutationFn: (template: Parameters<typeof client.cutover.saveTemplate>[0]) => client.cutover.saveTemplate(template),
    onSuccess: ({ name }) => {
      notifyDone(`${name} was saved.`);
      void queries.invalidateQueries({ queryKey: orpc.cutover.key() });
      onClose();
    },
  });
  const field = (name: keyof TemplateDraft) => ({
    value: draft[name] ?? '',
    error: problems[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      setDraft({ ...draft, [name]: event.currentTarget.value }),
  });
  function submit(event: FormEvent): void {
    event.preventDefault();
    const checked = schema.safeParse(templateIn(draft));
    const found: Record<string, string> = {};
    if (!checked.success) for (const issue of checked.error.issues) found[String(issue.path[0])] ??= issue.message;
    setProblems(found);
    if (checked.success) save.mutate(checked.data);
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {'{domain}'} stands for the name of the domain.
        </Text>
        <div className={classes.columns}>
          <TextInput label="Name" data-autofocus {...field('name')} />
          <NumberInput
            label="Lifetime, s"
            min={60}
            max={86_400}
            value={draft.ttl}
            error={problems.ttl}
            onChange={(value) => setDraft({ ...draft, ttl: Number(value) })}
          />
        </div>
        <Textarea
          label="Mail servers (MX)"
          description="Preference and host, one a line."
          autosize
          minRows={1}
          maxRows={5}
          {...field('mx')}
        />
        <TextInput
          label="Webmail"
          description="What mail.{domain} becomes an alias of; empty leaves it alone."
          {...field('webmailHost')}
        />
        <TextInput label="SPF include" {...field('spfInclude')} />
        <Textarea
          label="DKIM"
          description="Selector and the host of its key, one a line."
          autosize
          minRows={1}
          maxRows={5}
          {...field('dkim')}
        />
        <TextInput label="DMARC, where there is none" {...field('dmarc')} />
        <Textarea
          label="How the new webmail is recognised"
          description="Pieces of its title, text or host name, one a line."
          autosize
          minRows={1}
          maxRows={5}
          {...field('webmailMarks')}
        />
        {save.error ? <ErrorView error={save.error} /> : null}
        <DialogFoot>
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
