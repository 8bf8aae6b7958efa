import DOMPurify from 'dompurify';
import type { InlineImage } from '../../../shared/domain/message-view.ts';

/** A message's HTML made harmless, as a document of its own. */
export interface SafeDocument {
  readonly srcdoc: string;
  /** Pictures that lie on somebody's server; they are never loaded. */
  readonly remoteImages: number;
}

/** Nothing of these is of use in a letter, and each is a way out of it. */
const FORBIDDEN_TAGS = [
  ...['audio', 'base', 'button', 'dialog', 'embed', 'fieldset', 'form', 'frame', 'frameset', 'iframe', 'input', 'link'],
  ...[
    'map',
    'math',
    'meta',
    'noscript',
    'object',
    'optgroup',
    'option',
    'picture',
    'portal',
    'select',
    'source',
    'svg',
  ],
  ...['template', 'textarea', 'track', 'video'],
];
const FORBIDDEN_ATTRIBUTES = [
  ...[
    'action',
    'autofocus',
    'background',
    'formaction',
    'longdesc',
    'name',
    'ping',
    'poster',
    'srcset',
    'target',
    'usemap',
  ],
];
const PICTURE = /^data:image\/(?:png|jpe?g|gif|webp|bmp);base64,[a-z0-9+/=\s]*$/i;
const TARGET_LENGTH = 200;

/** Mail is written for white paper. */
const paper = `
html { background: #fff; color: #111; }
body { margin: 14px; font: 14px/1.5 system-ui, "Noto Sans", sans-serif; overflow-wrap: anywhere; }
img { max-width: 100%; height: auto; }
pre { white-space: pre-wrap; }
.mailferry-link { text-decoration: underline; color: #1a5a8a; }
.mailferry-target, .mailferry-image { color: #55606b; font-size: 12px; }
.mailferry-image { border: 1px dashed #9aa5b2; padding: 1px 6px; }
`;

/**
 * Cleans a message's HTML and wraps it into a document for a frame with `sandbox=""`. The frame inherits the page's policy, which
 * lets no script, no frame and no request through; the document says so once more. Styles are taken over property by
 * property under the nonce of the page; links become text with their target, pictures only those that came with the message.
 */
export function safeDocument(html: string, images: readonly InlineImage[], nonce: string): SafeDocument {
  const clean = DOMPurify.sanitize(html, {
    USE_PROFILES: { html: true },
    FORBID_TAGS: FORBIDDEN_TAGS,
    FORBID_ATTR: FORBIDDEN_ATTRIBUTES,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    WHOLE_DOCUMENT: true,
    RETURN_DOM: true,
  });
  const body = clean instanceof Element ? clean : document.createElement('body');
  const styles = takeStyles(body);
  for (const link of body.querySelectorAll('a')) spellOut(link);
  const remoteImages = settleImages(body, images);
  const page = document.implementation.createHTMLDocument('');
  const policy = page.createElement('meta');
  policy.httpEquiv = 'Content-Security-Policy';
  policy.content = `default-src 'none'; style-src 'nonce-${nonce}'; img-src data:`;
  const style = page.createElement('style');
  style.setAttribute('nonce', nonce);
  style.textContent = paper + styles;
  page.head.append(policy, style);
  for (const node of [...(body.querySelector('body') ?? body).childNodes]) page.body.append(node);
  return { srcdoc: `<!doctype html>${page.documentElement.outerHTML}`, remoteImages };
}

/** Collects style elements and attributes into one sheet; the attributes become classes. */
function takeStyles(root: Element): string {
  const rules: string[] = [];
  for (const element of root.querySelectorAll('style')) {
    rules.push(...safeRules(parseSheet(element.textContent).cssRules));
    element.remove();
  }
  const known = new Map<string, string>();
  for (const element of root.querySelectorAll('[style]')) {
    const text = element.getAttribute('style') ?? '';
    element.removeAttribute('style');
    const [rule] = parseSheet(`x{${text}}`).cssRules;
    const declarations = rule instanceof CSSStyleRule ? safeDeclarations(rule.style) : '';
    if (declarations === '') continue;
    const name = known.get(declarations) ?? `mailferry-${known.size}`;
    known.set(declarations, name);
    element.classList.add(name);
  }
  // Twice the class: an attribute wins over the rules of a sheet.
  for (const [declarations, name] of known) rules.push(`.${name}.${name}{${declarations}}`);
  return rules.join('\n');
}

function parseSheet(css: string): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  // Imports are ignored in such a sheet, and nothing is loaded for it.
  sheet.replaceSync(css);
  return sheet;
}

function safeRules(rules: CSSRuleList): string[] {
  return [...rules].flatMap((rule) => {
    if (rule instanceof CSSStyleRule) {
      const declarations = safeDeclarations(rule.style);
      return declarations === '' || !isPlain(rule.selectorText) ? [] : [`${rule.selectorText}{${declarations}}`];
    }
    if (!(rule instanceof CSSMediaRule) || !isPlain(rule.conditionText)) return [];
    return [`@media ${rule.conditionText}{${safeRules(rule.cssRules).join('')}}`];
  });
}

function safeDeclarations(style: CSSStyleDeclaration): string {
  return [...style]
    .map((name) => ({ name, value: style.getPropertyValue(name), strong: style.getPropertyPriority(name) }))
    .filter(
      ({ name, value }) => isPlain(value) && !name.startsWith('--') && !/\(.*:|url|image|src\(|var\(/i.test(value),
    )
    .map(({ name, value, strong }) => `${name}:${value}${strong ? '!important' : ''};`)
    .join('');
}

/** Text that can neither end a style element nor hide anything from a reader of the sheet. */
function isPlain(text: string): boolean {
  return !/[<\\@]/.test(text);
}

/** A link as text: what it says, and where it would lead. */
function spellOut(link: HTMLAnchorElement): void {
  const target = (link.getAttribute('href') ?? '').trim();
  const { ownerDocument } = link;
  const text = ownerDocument.createElement('span');
  text.className = 'mailferry-link';
  text.append(...link.childNodes);
  link.replaceWith(text);
  if (target === '' || target === text.textContent?.trim()) return;
  const where = ownerDocument.createElement('span');
  where.className = 'mailferry-target';
  where.textContent = ` [${target.length > TARGET_LENGTH ? `${target.slice(0, TARGET_LENGTH)}…` : target}]`;
  text.after(where);
}

/** Puts pictures in that came with the message, and words in place of all others. */
function settleImages(root: Element, images: readonly InlineImage[]): number {
  const byCid = new Map(images.map(({ cid, dataUri }) => [cid, dataUri]));
  let remote = 0;
  for (const image of root.querySelectorAll('img')) {
    const source = image.getAttribute('src')?.trim() ?? '';
    const own = /^cid:/i.test(source) ? byCid.get(decoded(source.slice(4))) : source;
    if (own !== undefined && PICTURE.test(own)) {
      image.setAttribute('src', own);
      continue;
    }
    if (/^(?:https?:)?\/\//i.test(source)) remote += 1;
    const words = image.ownerDocument.createElement('span');
    words.className = 'mailferry-image';
    words.textContent = image.alt === '' ? 'Picture not loaded' : `Picture not loaded: ${image.alt}`;
    image.replaceWith(words);
  }
  return remote;
}

function decoded(cid: string): string {
  try {
    return decodeURIComponent(cid);
  } catch {
    return cid;
  }
}
