/** The side a customer knows as the old or the new server. */
export type ReplySide = 'source' | 'destination';

/**
 * What a customer is told, one text for each situation. Numbers and moments come ready to be shown. A language is one object of this
 * shape; no text may claim more than its parameters say.
 */
export interface ReplyTexts {
  /** `12,345`. */
  readonly number: (count: number) => string;
  /** `7 messages`, in the grammar of the language. */
  readonly messages: (count: number) => string;
  /** `Sent Items`, `Sent Items and Drafts`, `4 folders`. */
  readonly folders: (names: readonly string[]) => string;
  readonly lookingNow: string;
  readonly notCopiedYet: (facts: { readonly messages: string }) => string;
  readonly noOldMail: string;
  readonly waiting: string;
  readonly copying: (facts: { readonly done: string; readonly total: string; readonly left: string | null }) => string;
  readonly comparing: string;
  readonly complete: (facts: { readonly messages: string; readonly at: string }) => string;
  readonly completeEmpty: (facts: { readonly at: string }) => string;
  readonly wasComplete: (facts: { readonly messages: string; readonly at: string }) => string;
  readonly partComplete: (facts: { readonly at: string }) => string;
  readonly moved: (facts: { readonly messages: string }) => string;
  readonly missing: (facts: {
    readonly messages: string;
    readonly one: boolean;
    readonly folders: string;
    /** Messages of the old mailbox that were found in the new one. */
    readonly there: string;
    readonly at: string;
  }) => string;
  readonly notTaken: (facts: { readonly messages: string; readonly one: boolean; readonly at: string }) => string;
  readonly differences: (facts: { readonly at: string }) => string;
  readonly newOnSource: (facts: { readonly messages: string; readonly one: boolean; readonly at: string }) => string;
  readonly fewerThere: (facts: { readonly at: string }) => string;
  readonly copiedNotCompared: (facts: { readonly messages: string }) => string;
  readonly stopped: (facts: { readonly done: string; readonly total: string }) => string;
  readonly failed: string;
  readonly full: string;
  readonly passwordRefused: (side: ReplySide) => string;
  readonly passwordUnknown: (side: ReplySide) => string;
  readonly noAnswer: (side: ReplySide) => string;
  readonly noAccess: (side: ReplySide) => string;
}
