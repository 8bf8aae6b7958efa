import { Button, Modal, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { Job } from '../../../shared/domain/job.ts';
import { orpc } from '../../app/client.ts';
import { draftOf, ScheduleFields, scheduleOf } from '../../ui/bulk/schedule-fields.tsx';
import { DialogFoot } from '../../ui/dialog-foot.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { notifyDone } from '../../ui/notify.ts';

/** Other times for a job that has not ended. */
export function RescheduleDialog({ job, onClose }: { job: Job | null; onClose: () => void }): ReactNode {
  return (
    <Modal opened={job !== null} onClose={onClose} size="lg" title="Times of this job">
      {job ? <Fields key={job.id} job={job} onClose={onClose} /> : null}
    </Modal>
  );
}

function Fields({ job, onClose }: { job: Job; onClose: () => void }): ReactNode {
  const [times, setTimes] = useState(draftOf(job.schedule));
  const schedule = scheduleOf(times);
  const save = useMutation(
    orpc.bulk.reschedule.mutationOptions({
      onSuccess: () => {
        notifyDone('The times of the job were saved.');
        onClose();
      },
    }),
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (schedule) save.mutate({ id: job.id, schedule });
      }}
      noValidate
    >
      <Stack gap="md">
        <ScheduleFields
          value={times}
          onChange={setTimes}
          offersCaches={job.action === 'delta' || job.action === 'copy'}
        />
        {save.error ? <ErrorView error={save.error} /> : null}
        <DialogFoot>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={schedule === null} loading={save.isPending} data-autofocus>
            Save times
          </Button>
        </DialogFoot>
      </Stack>
    </form>
  );
}
