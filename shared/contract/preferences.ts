import { z } from 'zod';

const name = z.string().trim().min(1).max(60);
const columnId = z.string().max(100);

/** Which columns of a table show, in which order, how wide, sorted by what. */
export const tableLayout = z.object({
  hidden: z.record(columnId, z.boolean()),
  order: z.array(columnId).max(100),
  widths: z.record(columnId, z.number()),
  sort: z.array(z.object({ id: columnId, desc: z.boolean() })).max(20),
});
export type TableLayout = z.infer<typeof tableLayout>;

/** What a table is narrowed to: the text of its filter field, and the choices beside it. */
export const tableFilter = z.object({ text: z.string().max(500), choices: z.record(z.string(), z.string().max(500)) });
export type TableFilter = z.infer<typeof tableFilter>;

/** A layout and a filter under a name. */
export const tableView = z.object({ name, layout: tableLayout, filter: tableFilter });
export type TableView = z.infer<typeof tableView>;

/** What is remembered of one table. */
export const tableMemory = z.object({
  layout: tableLayout.nullable(),
  views: z.array(tableView).max(50),
  /** The view the table opens with; null: as it was left. */
  defaultView: name.nullable(),
});
export type TableMemory = z.infer<typeof tableMemory>;

/** Hours from choosing the forced order to its deadline. */
export const promisedHours = z
  .number()
  .int()
  .min(1)
  .max(24 * 30);

/** What a person has set up in the page; kept with the shell's settings. Nothing secret. */
export const preferences = z.object({
  tables: z.record(z.string().max(100), tableMemory),
  /** A desktop notification and a badge when a long run ends unseen. */
  notifyRunEnds: z.boolean(),
  /** Within how many hours customers are promised their old mail in the forced order. */
  promisedHours: promisedHours.default(60),
});
export type Preferences = z.infer<typeof preferences>;

export const defaultPreferences: Preferences = { tables: {}, notifyRunEnds: true, promisedHours: 60 };
