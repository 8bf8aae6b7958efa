import type { ToEngine } from '../../shared/contract/engine-messages.ts';
import type { ChosenFiles } from './chosen-files.ts';
import type { EngineRequest } from './engine-process.ts';
import type { LogFile } from './log.ts';
import type { Vault } from './vault/vault.ts';

/** Answers what the engine asks of the vault and of the agent's choices, over the engine's own port. Every secret given out is hidden in our log first. */
export function createSecretsForEngine(
  vault: Vault,
  log: LogFile,
  chosen: ChosenFiles,
): (request: EngineRequest, reply: (message: ToEngine) => void) => void {
  return (request, reply) => {
    switch (request.type) {
      case 'secret-request':
        vault.read(request.ref).then(
          ({ secret, locked }) => {
            if (secret !== null) log.hide(secret);
            reply({ type: 'secret-reply', id: request.id, secret, locked });
          },
          (error: unknown) => {
            log.error(`vault: "${request.ref}" could not be read`, error);
            reply({ type: 'secret-reply', id: request.id, secret: null, locked: false });
          },
        );
        return;
      case 'secret-refs-request':
        reply({ type: 'secret-refs-reply', id: request.id, refs: vault.refs() });
        return;
      case 'secrets-store': {
        const state = vault.state();
        if (state !== 'keyring' && state !== 'unlocked') {
          reply({ type: 'secrets-stored', id: request.id, problem: 'locked' });
          return;
        }
        vault.saveAll(new Map(request.secrets)).then(
          () => reply({ type: 'secrets-stored', id: request.id, problem: null }),
          (error: unknown) => {
            log.error(`vault: ${request.secrets.length} passwords could not be stored`, error);
            reply({ type: 'secrets-stored', id: request.id, problem: 'failed' });
          },
        );
        return;
      }
      case 'chosen-path-request':
        reply({ type: 'chosen-path-reply', id: request.id, path: chosen.pathOf(request.handle) });
        return;
      case 'secret-forget':
        vault
          .forget(request.ref)
          .catch((error: unknown) => log.error(`vault: "${request.ref}" could not be forgotten`, error));
        return;
    }
  };
}
