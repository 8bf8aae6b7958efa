import { expect } from 'vitest';
import type { Client } from './port-client.ts';

/** Calls all that the contract has of probes and incidents, for one mailbox at a server that is down. */
export async function askIncidents(client: Client, mailboxId: string, domainId: string): Promise<void> {
  const { incidents } = client;
  const servers = await incidents.servers();
  expect(servers.map(({ name, services }) => [name, services.length])).toEqual([
    ['New', 4],
    ['Old', 4],
  ]);
  const old = servers.find(({ name }) => name === 'Old');
  const pop3 = old?.services.find(({ kind }) => kind === 'pop3');
  const imap = old?.services.find(({ kind }) => kind === 'imap');
  if (!old || !imap || !pop3) throw new Error('The server has no services.');
  const { id, host, port, tls, path } = pop3;
  expect(await incidents.saveService({ id, host, port, tls, path, watched: false })).toMatchObject({ watched: false });
  // Three of the old server and four of the new one are watched.
  expect(await incidents.probe({})).toHaveLength(7);
  expect(await incidents.probe({ serviceIds: [imap.id] })).toMatchObject([{ probe: { state: 'down', by: 'agent' } }]);
  expect(await incidents.probes({ serviceId: imap.id })).toHaveLength(2);
  // It was never seen up, so nothing is offered.
  expect(await incidents.offers()).toEqual([]);
  expect(await incidents.decline({ subjectIds: [imap.id], since: '2026-11-22T12:00:00.000Z' })).toEqual({
    declined: 1,
  });
  expect(await incidents.setAccount({ server: old.key, user: 'probe@old.test' })).toEqual({ server: old.key });
  expect((await incidents.servers()).find(({ name }) => name === 'Old')?.account?.user).toBe('probe@old.test');
  await incidents.setAccount({ server: old.key, user: null });
  expect(await incidents.settings()).toEqual({ prefix: 'INC', everyMinutes: 5 });
  expect(await incidents.saveSettings({ prefix: 'ops', everyMinutes: null })).toEqual({
    prefix: 'OPS',
    everyMinutes: null,
  });

  const startedAt = '2026-11-20T14:00:00.000Z';
  const services = [{ server: old.key, kind: 'imap' as const }];
  const opened = await incidents.open({ title: 'IMAP is down on Old', startedAt, services });
  expect(opened.number).toMatch(/^OPS-\d{4}-0001$/);
  expect(await incidents.touching({ mailboxId })).toMatchObject([{ number: opened.number }]);
  expect(await incidents.touching({ domainId })).toMatchObject([{ number: opened.number }]);
  expect((await client.mailboxes.handOff({ id: mailboxId })).markdown).toContain(`- Incident: ${opened.number}`);
  await incidents.addNote({ id: opened.id, text: 'The operator was told.' });
  expect(await incidents.domains({ id: opened.id })).toMatchObject([{ domainId, how: 'server', leftOut: false }]);
  expect(await incidents.setDomains({ id: opened.id, domainIds: [domainId], leftOut: true })).toEqual({
    domains: 0,
    mailboxes: 0,
  });
  await incidents.setDomains({ id: opened.id, domainIds: [domainId], leftOut: false });
  expect(await incidents.lostMail({ id: opened.id, mailboxId })).toMatchObject({ newMailWent: 'unknown', count: null });
  await expect(incidents.countMail({ id: opened.id, mailboxId })).rejects.toMatchObject({ code: 'input.invalid' });
  const endedAt = '2026-11-20T16:00:00.000Z';
  await expect(
    incidents.setStatus({ id: opened.id, kind: 'close', at: '2026-11-20T13:00:00.000Z' }),
  ).rejects.toMatchObject({
    code: 'input.invalid',
  });
  await incidents.setStatus({ id: opened.id, kind: 'back', at: endedAt });
  await expect(incidents.countMail({ id: opened.id, mailboxId })).rejects.toMatchObject({ code: 'mail.unreachable' });
  const edit = { id: opened.id, title: 'IMAP was down', startedAt, endedAt, services };
  expect(await incidents.edit(edit)).toMatchObject({ title: 'IMAP was down', status: 'watching' });
  await incidents.setStatus({ id: opened.id, kind: 'close', at: endedAt });
  expect(await incidents.list()).toMatchObject([{ number: opened.number, status: 'closed', domains: 1, mailboxes: 1 }]);
  const detail = await incidents.find({ id: opened.id });
  expect(detail.updates.map(({ kind }) => kind)).toEqual(['closed', 'edited', 'back', 'note', 'hand-off', 'opened']);
  expect(await client.search.find({ terms: [opened.number.toLowerCase()] })).toMatchObject([
    { kind: 'incident', title: opened.number, targetId: opened.id },
  ]);
}
