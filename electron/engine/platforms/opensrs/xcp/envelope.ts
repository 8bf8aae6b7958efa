import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** What an envelope can carry: text, lists and maps of it. */
export type XcpValue = string | readonly XcpValue[] | { readonly [key: string]: XcpValue };

/** A request of the XCP protocol as the XML that is signed and sent. */
export function xcpRequest(action: string, attributes: XcpValue): string {
  const body = valueXml({ protocol: 'XCP', object: 'DOMAIN', action, attributes });
  return [
    '<?xml version="1.0" encoding="UTF-8" standalone="no"?>',
    '<!DOCTYPE OPS_envelope SYSTEM "ops.dtd">',
    `<OPS_envelope><header><version>0.9</version></header><body><data_block>${body}</data_block></body></OPS_envelope>`,
  ].join('\n');
}

function valueXml(value: XcpValue): string {
  if (typeof value === 'string') return escaped(value);
  const items = Array.isArray(value) ? value.map((item, at) => [String(at), item] as const) : Object.entries(value);
  const inner = items.map(([key, item]) => `<item key="${escaped(key)}">${valueXml(item)}</item>`).join('');
  return Array.isArray(value) ? `<dt_array>${inner}</dt_array>` : `<dt_assoc>${inner}</dt_assoc>`;
}

function escaped(text: string): string {
  return text.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

interface XmlNode {
  readonly [tag: string]: XmlNode[] | string | Readonly<Record<string, string>>;
}

/**
 * Reads an envelope. No document type is looked at and no entity but the five of XML and character numbers is known, so that an answer
 * can neither fetch anything nor grow.
 *
 * @throws TypeError for what is no envelope
 */
export function readEnvelope(xml: string): Readonly<Record<string, XcpValue>> {
  if (/<!ENTITY/i.test(xml)) throw new TypeError('The answer defines entities, which an envelope never does.');
  // The document type names a file that nobody reads.
  const bare = xml.replace(/<!DOCTYPE[^>[]*>/i, '');
  if (XMLValidator.validate(bare) !== true) throw new TypeError('The answer is not XML.');
  const nodes = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    parseTagValue: false,
    parseAttributeValue: false,
    processEntities: false,
    // Blanks at the ends of a text record belong to it.
    trimValues: false,
  }).parse(bare) as XmlNode[];
  const block = ['OPS_envelope', 'body', 'data_block', 'dt_assoc'].reduce<XmlNode[]>(
    (inside, tag) => childOf(inside, tag) ?? [],
    nodes,
  );
  if (block.length === 0) throw new TypeError('The answer is no OPS envelope.');
  const value = itemsOf(block);
  return Object.fromEntries(value);
}

function childOf(nodes: readonly XmlNode[], tag: string): XmlNode[] | undefined {
  const found = nodes.find((node) => Array.isArray(node[tag]))?.[tag];
  return Array.isArray(found) ? found : undefined;
}

function itemsOf(nodes: readonly XmlNode[]): [string, XcpValue][] {
  return nodes.flatMap((node): [string, XcpValue][] => {
    const inside = node.item;
    if (!Array.isArray(inside)) return [];
    const { key = '' } = (node[':@'] ?? {}) as Record<string, string>;
    return [[key, innerValue(inside)]];
  });
}

function innerValue(nodes: readonly XmlNode[]): XcpValue {
  const map = childOf(nodes, 'dt_assoc');
  if (map) return Object.fromEntries(itemsOf(map));
  const list = childOf(nodes, 'dt_array');
  if (list) {
    return itemsOf(list)
      .toSorted(([a], [b]) => Number(a) - Number(b))
      .map(([, item]) => item);
  }
  return unescaped(nodes.map((node) => (typeof node['#text'] === 'string' ? node['#text'] : '')).join(''));
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function unescaped(text: string): string {
  return text.replace(/&(#x[0-9a-f]+|#\d+|[a-z]+);/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return NAMED[name] ?? whole;
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
