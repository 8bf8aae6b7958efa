export type Charset = 'utf-8' | 'iso-8859-1' | 'windows-1252' | 'koi8-r' | 'shift_jis' | 'iso-2022-jp';

const tables = new Map<string, ReadonlyMap<string, string>>();

/** Every character of a charset with one or two bytes, found by asking the platform's decoder for all of them. */
function tableOf(charset: string): ReadonlyMap<string, string> {
  const known = tables.get(charset);
  if (known) return known;
  const table = new Map<string, string>();
  const decoder = new TextDecoder(charset);
  const note = (...bytes: number[]): void => {
    const character = decoder.decode(Uint8Array.from(bytes));
    if (character.length === 1 && character !== '\ufffd' && !table.has(character)) {
      table.set(character, String.fromCharCode(...bytes));
    }
  };
  for (let byte = 0x80; byte <= 0xff; byte += 1) note(byte);
  if (charset === 'euc-jp' || charset === 'shift_jis') {
    for (let lead = 0x81; lead <= 0xfc; lead += 1) {
      for (let trail = 0x40; trail <= 0xfe; trail += 1) note(lead, trail);
    }
  }
  tables.set(charset, table);
  return table;
}

/** ISO-2022-JP is JIS X 0208 between escapes; EUC-JP has the same codes with the high bit set (RFC 1468). */
function encodeIso2022Jp(text: string): string {
  const table = tableOf('euc-jp');
  let result = '';
  let inKanji = false;
  for (const character of text) {
    const isAscii = character.charCodeAt(0) < 0x80;
    if (isAscii === inKanji) {
      result += isAscii ? '\x1b(B' : '\x1b$B';
      inKanji = !inKanji;
    }
    const bytes = isAscii ? character : (table.get(character) ?? '\xa1\xa9');
    result += isAscii ? bytes : String.fromCharCode(...[...bytes].map((byte) => byte.charCodeAt(0) & 0x7f));
  }
  return inKanji ? `${result}\x1b(B` : result;
}

/** The bytes of a text as a binary string; what the charset lacks becomes `?`. */
export function encode(text: string, charset: Charset): string {
  if (charset === 'utf-8') return Buffer.from(text, 'utf8').toString('latin1');
  if (charset === 'iso-2022-jp') return encodeIso2022Jp(text);
  const table = tableOf(charset);
  let result = '';
  for (const character of text) result += character.charCodeAt(0) < 0x80 ? character : (table.get(character) ?? '?');
  return result;
}

/** A folder name as it stands on the wire: modified UTF-7 (RFC 3501 section 5.1.3). */
export function folderNameOnWire(name: string): string {
  return name.replace(/&|[^\x20-\x7e]+/g, (run) => {
    if (run === '&') return '&-';
    const utf16 = Buffer.from(run, 'utf16le').swap16().toString('base64');
    return `&${utf16.replace(/=+$/, '').replaceAll('/', ',')}-`;
  });
}
