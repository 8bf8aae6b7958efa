import { isDefinedError, safe } from '@orpc/client';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../shared/domain/errors.ts';
import { addSample, bench } from './port-client.ts';

describe('errors over a port', () => {
  it('keep their code, and their data names the thing', async () => {
    const { client } = await bench();
    const { error } = await safe(client.runs.get({ id: 'gone' }));
    if (!isDefinedError(error)) throw new Error('The error is not one of the contract.');
    expect(error.code).toBe('workspace.not-found');
    expect(error.data).toEqual({ code: 'workspace.not-found', message: 'There is no run gone here.' });
  });

  it('name the field when the input is not valid', async () => {
    const { client } = await bench();
    const { sourceId } = await addSample(client);
    const { error } = await safe(
      client.directory.addMailbox({
        address: 'not an address',
        customerName: ' ',
        source: { endpointId: sourceId, user: 'x' },
        destination: { endpointId: '', user: 'x' },
      }),
    );
    if (!isDefinedError(error)) throw new Error('The error is not one of the contract.');
    expect(error.code).toBe('input.invalid');
    expect(error.data.message).toBe(
      'address: Enter an address such as anna@harbour.test; customerName: Name the customer; destination.endpointId: Choose the destination server',
    );
  });

  it.each([
    ['a second run', 'run.already-running'],
    ['a server in use', 'workspace.in-use'],
    ['a server of the same name', 'workspace.duplicate'],
    ['choices that cannot be carried out', 'run.folder-map-conflict'],
    ['a mailbox that is there', 'workspace.duplicate'],
  ] as const)('refuse %s with %s', async (what, code) => {
    const { client } = await bench();
    const { mailboxId, sourceId } = await addSample(client);
    const mailbox = await client.directory.mailbox({ id: mailboxId });
    const [first] = await client.endpoints.list();
    if (!first) throw new Error('There is no endpoint.');
    const calls: Record<typeof what, () => Promise<unknown>> = {
      'a second run': async () => {
        await client.runs.start({ mailboxId, options: { kind: 'copy' } });
        return client.runs.start({ mailboxId, options: { kind: 'verify' } });
      },
      'a server in use': () => client.endpoints.remove({ id: sourceId }),
      'a server of the same name': () => client.endpoints.add({ ...first, name: first.name.toUpperCase() }),
      'choices that cannot be carried out': () =>
        client.mailboxes.saveFolderMap({ id: mailboxId, choices: [{ source: 'Junk', destination: '' }] }),
      'a mailbox that is there': () => client.directory.addMailbox({ ...mailbox, customerName: 'Harbour Chandlery' }),
    };
    await expect(calls[what]()).rejects.toMatchObject({ code, defined: true });
  });

  it('hide a bug behind a reference under which the log has it', async () => {
    const { client, mail, errors } = await bench();
    const { mailboxId } = await addSample(client);
    const bug = new TypeError('Cannot read the password Kelp-Tide-42');
    mail.compareSides = () => Promise.reject(bug);
    const { error } = await safe(client.mailboxes.compare({ id: mailboxId }));
    if (!isDefinedError(error)) throw new Error('The error is not one of the contract.');
    expect(error.code).toBe('internal');
    expect(JSON.stringify(error)).not.toContain('Kelp');
    expect(errors).toEqual([
      { text: expect.any(String), facts: { reference: error.data.reference, call: 'mailboxes.compare', err: bug } },
    ]);
  });

  it('treat an answer that breaks its own schema as a bug', async () => {
    const { client, mail } = await bench();
    const { mailboxId } = await addSample(client);
    mail.previewFolderMap = async () => JSON.parse('[{"source":1}]');
    await expect(client.mailboxes.previewFolderMap({ id: mailboxId, choices: [] })).rejects.toMatchObject({
      code: 'internal',
    });
  });

  it('carry everything an AppError knows', async () => {
    const { client, mail } = await bench();
    const { mailboxId } = await addSample(client);
    const wire = {
      code: 'mail.certificate',
      message: 'The certificate of old.test is self-signed.',
      side: 'source',
      serverText: 'NO',
      retryAfterMs: 1500,
      certificate: {
        subject: 'old.test',
        issuer: 'old.test',
        names: ['old.test'],
        validFrom: '2026-01-01T00:00:00.000Z',
        validTo: '2027-01-01T00:00:00.000Z',
        fingerprint: 'AB:CD',
        selfSigned: true,
      },
    } as const;
    mail.compareSides = () =>
      Promise.reject(new AppError({ ...wire, certificate: { ...wire.certificate, names: ['old.test'] } }));
    await expect(client.mailboxes.compare({ id: mailboxId })).rejects.toMatchObject({ code: wire.code, data: wire });
  });
});
