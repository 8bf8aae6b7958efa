import { z } from 'zod';

/** What the address of an incident says beside its id: for which mailbox its answer is wanted. */
export const incidentSearch = z.object({ mailbox: z.string().optional().catch(undefined) });
