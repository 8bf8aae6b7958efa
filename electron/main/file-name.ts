/** Bytes of a name we suggest; file systems take 255, endings and copies of the system need some. */
const longest = 180;

/**
 * A name for a file that every system takes: what others wrote into it (subjects, addresses) can neither name a folder nor
 * one of the names Windows keeps for itself.
 */
export function safeFileName(name: string, ending: string): string {
  const plain = name
    .normalize('NFC')
    // Control and direction characters can make a name look like another.
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .replace(/[<>:"/\\|?*]+/g, '-')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '');
  const short = cutTo(plain, longest).trimEnd();
  const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(short);
  return `${short === '' || reserved ? `mailferry ${short}`.trimEnd() : short}.${ending}`;
}

/** As many whole characters as fit into so many bytes of UTF-8. */
function cutTo(text: string, bytes: number): string {
  let left = bytes;
  let kept = '';
  for (const character of text) {
    left -= Buffer.byteLength(character);
    if (left < 0) break;
    kept += character;
  }
  return kept;
}
