import { randomBytes } from 'node:crypto';

/** What the page puts its one style nonce in; replaced with a fresh one at every load. */
export const noncePlaceholder = '__STYLE_NONCE__';

/** A nonce for one load of the page: 128 random bits. */
export function freshNonce(): string {
  return randomBytes(16).toString('base64');
}

/**
 * The page's Content-Security-Policy. Scripts come from the app's own files and nowhere else; styles also from `<style>`
 * elements that carry the nonce of this load. Frames are refused outright, `srcdoc` frames excepted by their nature: they
 * inherit this policy, so a shown message can reach no network and run nothing.
 */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "frame-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** For everything that is not the page itself: should it ever be opened as a document, it can do nothing. */
export const inertPolicy = "default-src 'none'; frame-ancestors 'none'; sandbox";
