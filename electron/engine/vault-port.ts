import type { FromEngine, ToEngine } from '../../shared/contract/engine-messages.ts';
import { AppError } from '../../shared/domain/errors.ts';
import type { ChosenPaths } from './directory/import/import-service.ts';
import type { SecretRefs } from './directory/secret-refs.ts';
import type { SecretStore } from './directory/secret-store.ts';
import type { SecretSource } from './mail/secret-source.ts';

type Reply = Extract<ToEngine, { type: 'secret-reply' | 'secret-refs-reply' | 'secrets-stored' | 'chosen-path-reply' }>;

/** The vault, which lives in the shell, as the engine sees it: questions with a number, answers with the same one. */
export interface VaultPort extends SecretSource, SecretRefs, SecretStore, ChosenPaths {
  /** Takes an answer of the shell. */
  take(reply: Reply): void;
}

/** A vault that is asked by messages. */
export function createVaultPort(tell: (message: FromEngine) => void): VaultPort {
  const waiting = new Map<number, (reply: Reply) => void>();
  let lastId = 0;
  const ask = (question: (id: number) => FromEngine): Promise<Reply> =>
    new Promise((resolve) => {
      lastId += 1;
      waiting.set(lastId, resolve);
      tell(question(lastId));
    });

  return {
    async get(ref) {
      const reply = await ask((id) => ({ type: 'secret-request', id, ref }));
      if (reply.type !== 'secret-reply') throw new Error('The vault answered another question.');
      if (reply.locked) throw new AppError({ code: 'vault.locked', message: 'The vault is locked.' });
      if (reply.secret === null) {
        throw new AppError({ code: 'mail.secret-missing', message: 'No password is stored for this login.' });
      }
      return reply.secret;
    },
    async list() {
      const reply = await ask((id) => ({ type: 'secret-refs-request', id }));
      return new Set(reply.type === 'secret-refs-reply' ? reply.refs : []);
    },
    async storeAll(secrets) {
      const reply = await ask((id) => ({ type: 'secrets-store', id, secrets: [...secrets] }));
      if (reply.type !== 'secrets-stored') throw new Error('The vault answered another question.');
      if (reply.problem === 'locked') throw new AppError({ code: 'vault.locked', message: 'The vault is locked.' });
      if (reply.problem !== null) {
        throw new AppError({ code: 'vault.locked', message: 'The vault could not be written; see the log.' });
      }
    },
    async pathOf(handle) {
      const reply = await ask((id) => ({ type: 'chosen-path-request', id, handle }));
      if (reply.type === 'chosen-path-reply' && reply.path !== null) return reply.path;
      throw new AppError({ code: 'workspace.not-found', message: 'This choice is not known any more; choose again.' });
    },
    forget: (ref) => tell({ type: 'secret-forget', ref }),
    take(reply) {
      waiting.get(reply.id)?.(reply);
      waiting.delete(reply.id);
    },
  };
}
