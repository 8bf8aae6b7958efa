import { expect, test } from 'vitest';
import { type Charset, encode, folderNameOnWire } from '../../../electron/engine/practice/customers/charsets.ts';
import { base64Lines, encodedWords, quotedPrintable } from '../../../electron/engine/practice/customers/mime.ts';

test.each<[Charset, string]>([
  ['utf-8', 'Größe 予約 Заказ €'],
  ['iso-8859-1', 'Größe & Maß'],
  ['windows-1252', '„Größe“ – 10 €'],
  ['koi8-r', 'Счёт за билеты'],
  ['shift_jis', '露天風呂付きの部屋、ハナ abc'],
  ['iso-2022-jp', '京都駅 12 番線 (abc)'],
])('%s reads back as it was written', (charset, text) => {
  expect(new TextDecoder(charset).decode(Buffer.from(encode(text, charset), 'latin1'))).toBe(text);
});

test('what a charset lacks becomes a question mark', () => {
  expect(encode('€ 予', 'iso-8859-1').length).toBe(3);
  expect(encode('予', 'koi8-r')).toBe('?');
});

test.each([
  ['Sent Items', 'Sent Items'],
  ['Tax & customs', 'Tax &- customs'],
  ['Café', 'Caf&AOk-'],
  ['台北', '&U,BTFw-'],
  ['Größe & Maß', 'Gr&APYA3w-e &- Ma&AN8-'],
])('the folder %s is %s on the wire', (name, wire) => {
  expect(folderNameOnWire(name)).toBe(wire);
});

test('no encoded line is too long and all come back', () => {
  const text = `${'äöü = Maße '.repeat(40)}\r\nshort \r\n`;
  const bytes = encode(text, 'iso-8859-1');
  const quoted = quotedPrintable(bytes);
  for (const line of quoted.split('\r\n')) expect(line.length).toBeLessThanOrEqual(76);
  const back = quoted
    .replaceAll('=\r\n', '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  expect(back).toBe(bytes);
  for (const line of base64Lines(bytes).split('\r\n')) expect(line.length).toBeLessThanOrEqual(76);
  for (const word of encodedWords('予約番号 4711 の確認について', 'iso-2022-jp').split('\r\n ')) {
    expect(word.length).toBeLessThanOrEqual(75);
  }
});
