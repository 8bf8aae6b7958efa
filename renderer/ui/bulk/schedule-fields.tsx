import { Checkbox, Group, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import type { JobSchedule } from '../../../shared/domain/job.ts';
import { timeOfDay } from '../../../shared/domain/run.ts';

/** When a job works, as an agent enters it. */
export interface ScheduleDraft {
  readonly start: 'now' | 'at' | 'caches';
  /** Local time as the field has it: `2026-11-22T22:00`. */
  readonly at: string | null;
  readonly nightly: boolean;
  readonly from: string;
  readonly to: string;
}

/** The schedule, null while something is missing. */
export function scheduleOf(draft: ScheduleDraft): JobSchedule | null {
  const { start, at, nightly, from, to } = draft;
  const moment = start === 'at' ? Date.parse(at ?? '') : null;
  if (Number.isNaN(moment)) return null;
  if (nightly && !(timeOfDay.safeParse(from).success && timeOfDay.safeParse(to).success)) return null;
  return {
    startAt: moment === null ? null : new Date(moment).toISOString(),
    window: nightly ? { from, to } : null,
    afterCachesLetGo: start === 'caches',
  };
}

export function startsAtOnce({ start, nightly }: ScheduleDraft): boolean {
  return start === 'now' && !nightly;
}

/** A schedule as the fields show it. */
export function draftOf({ startAt, window, afterCachesLetGo }: JobSchedule): ScheduleDraft {
  return {
    start: afterCachesLetGo ? 'caches' : startAt === null ? 'now' : 'at',
    at: startAt === null ? null : localText(new Date(startAt)),
    nightly: window !== null,
    from: window?.from ?? '22:00',
    to: window?.to ?? '06:00',
  };
}

function localText(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** When a job starts, and in which hours it works. */
export function ScheduleFields({
  value,
  onChange,
  offersCaches,
}: {
  value: ScheduleDraft;
  onChange: (value: ScheduleDraft) => void;
  offersCaches: boolean;
}): ReactNode {
  return (
    <Stack gap="xs">
      <div>
        <Text size="sm" fw={500} mb={3} id="job-start">
          Start
        </Text>
        <Group gap="sm">
          <SegmentedControl
            size="xs"
            aria-labelledby="job-start"
            value={value.start}
            onChange={(start) => onChange({ ...value, start })}
            data={[
              { value: 'now' as const, label: 'Now' },
              { value: 'at' as const, label: 'At a time' },
              ...(offersCaches ? [{ value: 'caches' as const, label: 'After the caches let go' }] : []),
            ]}
          />
          {value.start === 'at' ? (
            <TextInput
              type="datetime-local"
              size="xs"
              aria-label="Start at"
              value={value.at ?? ''}
              error={value.at === null ? 'Choose day and time' : null}
              onChange={(event) => onChange({ ...value, at: event.currentTarget.value || null })}
            />
          ) : null}
        </Group>
        {value.start === 'caches' ? (
          <Text size="xs" c="dimmed" mt={4}>
            Each domain waits until no sender can know its old mail servers any more. One whose routing has not changed
            waits for that.
          </Text>
        ) : null}
      </div>
      <Group gap="sm" mih={30}>
        <Checkbox
          label="Only in these hours of each day"
          checked={value.nightly}
          onChange={(event) => onChange({ ...value, nightly: event.currentTarget.checked })}
        />
        {value.nightly ? (
          <>
            <TextInput
              type="time"
              size="xs"
              aria-label="From"
              value={value.from}
              onChange={(event) => onChange({ ...value, from: event.currentTarget.value })}
            />
            <Text size="sm">to</Text>
            <TextInput
              type="time"
              size="xs"
              aria-label="To"
              value={value.to}
              onChange={(event) => onChange({ ...value, to: event.currentTarget.value })}
            />
          </>
        ) : null}
      </Group>
    </Stack>
  );
}
