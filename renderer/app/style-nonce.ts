/**
 * The nonce under which the Content-Security-Policy lets style elements through. The shell puts a new one into the page at every load.
 *
 * @returns the nonce, empty when the page was not served by the shell
 */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.content ?? '';
}

/** Hands the nonce to the scroll lock behind dialogs, which makes a style element of its own and reads it from this global. */
export function shareStyleNonce(): void {
  (globalThis as { __webpack_nonce__?: string }).__webpack_nonce__ = styleNonce();
}
