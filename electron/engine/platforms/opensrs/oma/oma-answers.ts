import { z } from 'zod';

/** Numbers come as numbers or as strings, even in one answer. */
const number = z.union([
  z.number(),
  z
    .string()
    .trim()
    .regex(/^-?\d+(\.\d+)?$/)
    .transform(Number),
]);
const maybeNumber = number.nullish().catch(null);
const text = z.union([z.string(), z.number().transform(String)]);
const texts = z
  .union([z.array(text), text.transform((one) => [one])])
  .nullish()
  .transform((list) => list ?? []);
/** Success is told by true, by 1 and by "1". */
const flag = z.union([
  z.boolean(),
  z.number().transform((count) => count !== 0),
  z.string().transform((word) => /^(1|true|yes)$/i.test(word)),
]);
const attributes = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((found) => found ?? {});

/** What every answer has. */
export const envelope = z.looseObject({
  success: flag,
  error: text.nullish(),
  error_number: maybeNumber,
  hints: z.unknown().optional(),
});

/** The names of what the login may set; the documents spell the key both ways. */
const settable = z
  .looseObject({ settable_attribute: texts, settable_attributes: texts })
  .transform((answer) => [...new Set([...answer.settable_attribute, ...answer.settable_attributes])]);

/** What may be set of an object, whether it exists or not. */
export function settableOf(answer: unknown): string[] {
  const found = settable.safeParse(answer);
  return found.success ? found.data : [];
}

export const authenticated = z.looseObject({ session_token: text.nullish(), session_token_duration: maybeNumber });

export const companyAnswer = z.looseObject({ attributes });
export const domainAnswer = z.looseObject({ attributes });

const counted = { count: maybeNumber, total_count: maybeNumber };

/** The key of a domain's name in a list is not documented. */
const domainEntry = z
  .looseObject({ domain: text.nullish(), name: text.nullish(), type: text.nullish(), id: text.nullish() })
  .transform(({ domain, name, type, id }) => ({ domain: domain ?? name ?? '', type: type ?? null, id: id ?? null }));

export const domainsAnswer = z.looseObject({
  ...counted,
  domains: z
    .array(domainEntry)
    .nullish()
    .transform((list) => list ?? []),
});

/** One object of a domain as a list shows it; both spellings of "recipient" occur. */
const userEntry = z
  .looseObject({
    user: text,
    type: text.nullish(),
    status: text.nullish(),
    workgroup: text.nullish(),
    createtime: maybeNumber,
    lastlogin: maybeNumber,
    alias_target: text.nullish(),
    forward_recepient: texts,
    forward_recipient: texts,
    forward_recepient_count: maybeNumber,
    forward_recipient_count: maybeNumber,
  })
  .transform((entry) => ({
    user: entry.user,
    type: entry.type ?? null,
    status: entry.status ?? null,
    createdAt: entry.createtime ?? null,
    lastLoginAt: entry.lastlogin ?? null,
    aliasTarget: entry.alias_target ?? null,
    forwardRecipients: [...entry.forward_recepient, ...entry.forward_recipient],
    forwardCount: entry.forward_recepient_count ?? entry.forward_recipient_count ?? null,
  }));
export type UserEntry = z.output<typeof userEntry>;

export const usersAnswer = z.looseObject({
  ...counted,
  users: z
    .array(userEntry)
    .nullish()
    .transform((list) => list ?? []),
});

const quota = z
  .looseObject({
    bytes_max: maybeNumber,
    bytes_used: maybeNumber,
    messages_max: maybeNumber,
    messages_used: maybeNumber,
  })
  .nullish();

export const userAnswer = z.looseObject({
  type: text.nullish(),
  attributes,
  metadata: z
    .looseObject({
      quota,
      folders: texts,
      special_folders: z.looseObject({ spam: text.nullish() }).nullish().catch(null),
      roles: z
        .union([texts, z.record(z.string(), z.unknown()).transform(Object.keys)])
        .nullish()
        .catch(null),
      status: text.nullish().catch(null),
    })
    .nullish()
    .catch(null),
});

export const foldersAnswer = z.looseObject({ folders: texts, deleted_folders: texts });
export const tokenAnswer = z.looseObject({ token: text, duration: maybeNumber });
export const jobAnswer = z.looseObject({ job: text });
export const jobsAnswer = z.looseObject({
  jobs: z
    .array(z.looseObject({ job: text, date: maybeNumber }).transform(({ job, date }) => ({ job, date: date ?? null })))
    .nullish()
    .transform((list) => list ?? []),
});
export const traceAnswer = z.looseObject({ trace: text });

/** Counters of a folder; those that are zero may be missing. */
const count = maybeNumber.transform((found) => found ?? 0);
const folderCounts = z
  .looseObject({
    bytes: count,
    migrate_count: count,
    fail_count: count,
    skip_count: count,
    retry1count: count,
    retry2count: count,
    remote_count: maybeNumber,
  })
  .transform((found) => ({
    bytes: found.bytes,
    migrated: found.migrate_count,
    failed: found.fail_count,
    skipped: found.skip_count,
    retried: found.retry1count + found.retry2count,
    /** Null until the tool has looked into the folder. */
    remote: found.remote_count ?? null,
  }));
export type MigrationFolder = z.output<typeof folderCounts>;

/** Where the name of the user stands is not documented: every place that holds an address is tried. */
const migrationUser = z
  .looseObject({
    user: text.nullish(),
    local: text.nullish(),
    name: text.nullish(),
    data: z
      .looseObject({
        folders: z.record(z.string(), folderCounts).nullish().catch(null),
        status: z
          .looseObject({
            bytes: count,
            migrate_count: count,
            fail_count: count,
            skip_count: count,
            remote_count: maybeNumber,
            foldercount: maybeNumber,
            critical_errors: z.unknown().optional(),
          })
          .nullish()
          .catch(null),
        config: z.looseObject({ username: text.nullish(), server: text.nullish() }).nullish().catch(null),
      })
      .nullish(),
  })
  .transform(({ user, local, name, data }) => ({
    user: user ?? local ?? name ?? null,
    remoteUser: data?.config?.username ?? null,
    folders: data?.folders ?? {},
    folderCount: data?.status?.foldercount ?? null,
    criticalErrors: criticalErrorsOf(data?.status?.critical_errors),
  }));
export type MigrationUser = z.output<typeof migrationUser>;

export const statusAnswer = z.looseObject({
  rate: text.nullish(),
  users: z
    .union([
      z.array(migrationUser),
      z
        .record(z.string(), migrationUser)
        .transform((byName) => Object.entries(byName).map(([user, rest]) => ({ ...rest, user: rest.user ?? user }))),
    ])
    .nullish()
    .transform((list) => list ?? []),
});

/** A number as a string in the documents; a text or a list elsewhere. */
function criticalErrorsOf(found: unknown): { count: number; words: string | null } {
  if (typeof found === 'number') return { count: found, words: null };
  if (Array.isArray(found)) return { count: found.length, words: found.map(String).join('; ') || null };
  if (typeof found !== 'string' || found.trim() === '') return { count: 0, words: null };
  const value = Number(found);
  return Number.isFinite(value) ? { count: value, words: null } : { count: 1, words: found };
}
