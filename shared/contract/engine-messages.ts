import type { WorkspaceKind } from './workspace.ts';

/** What the shell tells the engine over `process.parentPort`. Ports travel beside the message. */
export type ToEngine =
  | {
      readonly type: 'start';
      readonly workspaceDir: string;
      readonly kind: WorkspaceKind;
      readonly logDir: string;
      readonly version: string;
    }
  /** A page asks for service; its port comes with the message. */
  | { readonly type: 'page-port' }
  | { readonly type: 'secret-reply'; readonly id: number; readonly secret: string | null; readonly locked: boolean }
  | { readonly type: 'secret-refs-reply'; readonly id: number; readonly refs: readonly string[] }
  /** What came of storing: null when all are in the vault, else why not. */
  | { readonly type: 'secrets-stored'; readonly id: number; readonly problem: 'locked' | 'failed' | null }
  /** Null when the shell knows no such handle. */
  | { readonly type: 'chosen-path-reply'; readonly id: number; readonly path: string | null }
  /** Finish between two messages, then exit. */
  | { readonly type: 'stop' };

/** What the engine tells the shell. */
export type FromEngine =
  | { readonly type: 'ready' }
  | { readonly type: 'fatal'; readonly message: string }
  /** The engine needs a password to log in; it is answered by a `secret-reply` with the same id. */
  | { readonly type: 'secret-request'; readonly id: number; readonly ref: string }
  /** Which references have a secret, never the secrets. */
  | { readonly type: 'secret-refs-request'; readonly id: number }
  /** Passwords read from a server's files; only those of mailboxes. */
  | {
      readonly type: 'secrets-store';
      readonly id: number;
      readonly secrets: readonly (readonly [ref: string, secret: string])[];
    }
  /** Where the file or folder lies that the agent chose in a dialog of the shell. */
  | { readonly type: 'chosen-path-request'; readonly id: number; readonly handle: string }
  | { readonly type: 'secret-forget'; readonly ref: string }
  | { readonly type: 'active-runs'; readonly count: number };
