import { z } from 'zod';
import { quietHours } from './run.ts';

/** What all runs of this installation together may ask of one server. Null: no limit. */
export const serverBudget = z.object({
  /** Connections at the same time. */
  connections: z.number().int().min(1).max(1000).nullable(),
  /** Mailboxes that are worked on at the same time. */
  mailboxes: z.number().int().min(1).max(1000).nullable(),
  /** Messages read from it or appended to it a second. */
  messagesPerSecond: z.number().positive().max(100_000).nullable(),
  bytesPerSecond: z.number().positive().nullable(),
  /** Hours in which no run asks anything of it. */
  quietHours: quietHours.nullable(),
});
export type ServerBudget = z.infer<typeof serverBudget>;

/** Enough for several customers at once, and little enough that a server in service does not notice. */
export const usualBudget: ServerBudget = {
  connections: 20,
  mailboxes: 6,
  messagesPerSecond: null,
  bytesPerSecond: null,
  quietHours: null,
};

/** What of a budget is taken at this moment. */
export const budgetUse = z.object({
  connections: z.number().int(),
  mailboxes: z.number().int(),
  /** Runs that wait for their turn at this server. */
  waiting: z.number().int(),
  /** Over the last seconds. */
  messagesPerSecond: z.number(),
  bytesPerSecond: z.number(),
});
export type BudgetUse = z.infer<typeof budgetUse>;
