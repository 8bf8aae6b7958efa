/** A mailbox name as IMAP4rev1 writes it (RFC 3501, 5.1.3). */
export function encodeMailboxName(name: string): string {
  return name.replaceAll(/&|[^\x20-\x7e]+/g, (run) => {
    if (run === '&') return '&-';
    const utf16 = Buffer.from(run, 'utf16le').swap16();
    return `&${utf16.toString('base64').replaceAll('=', '').replaceAll('/', ',')}-`;
  });
}

/** The name a server means by what it wrote (RFC 3501, 5.1.3). */
export function decodeMailboxName(written: string): string {
  return written.replaceAll(/&([A-Za-z0-9+,]*)-/g, (_, code: string) => {
    if (code === '') return '&';
    const utf16 = Buffer.from(code.replaceAll(',', '/'), 'base64');
    return utf16
      .subarray(0, utf16.length - (utf16.length % 2))
      .swap16()
      .toString('utf16le');
  });
}
