import { ActionIcon, Button, Menu, Modal, Stack, Text, Textarea } from '@mantine/core';
import { IconArrowBackUp, IconDots, IconMessagePlus } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { Step, StepState } from '../../../shared/domain/directory.ts';
import { orpc } from '../../app/client.ts';
import { DialogFoot } from '../../ui/dialog-foot.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { stepText } from '../../ui/steps.ts';

type Writing = 'remark' | 'set-back';

/** What an agent may write about a step: a remark, or that it is to be done again. Ticking it is left to its check. */
export function StepMenu({ domainId, step, state }: { domainId: string; step: Step; state: StepState }): ReactNode {
  const [writing, setWriting] = useState<Writing | null>(null);
  const { label } = stepText[step];
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon size="sm" aria-label={`More for ${label}`}>
            <IconDots size={15} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconMessagePlus size={16} aria-hidden />} onClick={() => setWriting('remark')}>
            Add a remark…
          </Menu.Item>
          {state === 'done' || state === 'doing' ? (
            <Menu.Item leftSection={<IconArrowBackUp size={16} aria-hidden />} onClick={() => setWriting('set-back')}>
              Set back to do…
            </Menu.Item>
          ) : null}
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={writing !== null}
        onClose={() => setWriting(null)}
        title={writing === 'set-back' ? `Set ${label} back` : `Remark on ${label}`}
      >
        {writing ? (
          <WriteForm domainId={domainId} step={step} writing={writing} onClose={() => setWriting(null)} />
        ) : null}
      </Modal>
    </>
  );
}

function WriteForm({
  domainId,
  step,
  writing,
  onClose,
}: {
  domainId: string;
  step: Step;
  writing: Writing;
  onClose: () => void;
}): ReactNode {
  const [text, setText] = useState('');
  const remark = useMutation(orpc.moves.remark.mutationOptions({ onSuccess: onClose }));
  const setBack = useMutation(orpc.moves.setBack.mutationOptions({ onSuccess: onClose }));
  const act = writing === 'remark' ? remark : setBack;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== '') act.mutate({ domainId, step, text });
      }}
    >
      <Stack gap="sm">
        {writing === 'set-back' ? (
          <Text size="sm">
            The step counts as not done until a check passes again. What was found before stays as evidence.
          </Text>
        ) : null}
        <Textarea
          label={writing === 'set-back' ? 'Why' : 'Remark'}
          description={writing === 'remark' ? 'Stands beside the checks of this step; changes no state' : undefined}
          autosize
          minRows={3}
          maxRows={10}
          maxLength={2000}
          data-private
          data-autofocus
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {act.error ? <ErrorView error={act.error} /> : null}
        <DialogFoot>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={text.trim() === ''} loading={act.isPending}>
            {writing === 'set-back' ? 'Set back' : 'Add remark'}
          </Button>
        </DialogFoot>
      </Stack>
    </form>
  );
}
