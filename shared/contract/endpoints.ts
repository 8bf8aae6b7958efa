import { z } from 'zod';
import { endpoint, endpointSettings } from '../domain/endpoint.ts';
import { sideReport } from '../domain/inspection.ts';
import { procedure } from './procedure.ts';

export const endpointRow = endpoint.extend({
  mailboxes: z.number().int(),
  /** The last test in this session of the engine, null before one. */
  lastTest: z.object({ at: z.string(), ok: z.boolean(), text: z.string(), ms: z.number().nullable() }).nullable(),
});
export type EndpointRow = z.infer<typeof endpointRow>;

export const endpointsContract = {
  list: procedure.output(z.array(endpointRow)),
  add: procedure.input(endpointSettings).output(endpoint),
  update: procedure.input(endpoint).output(endpoint),
  /** Refused with `workspace.in-use` while a mailbox refers to it. */
  remove: procedure.input(z.object({ id: z.string() })).output(z.object({ id: z.string() })),
  /**
   * Connects and asks for the capabilities, without a login. Works on settings that are not saved yet. A failure is a
   * result, not an error: the report's `error` carries code, words and, for certificates, their facts.
   */
  test: procedure.input(endpointSettings.extend({ id: z.string().optional() })).output(sideReport),
};
