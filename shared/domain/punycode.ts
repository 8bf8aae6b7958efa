// RFC 3492, as IDNA uses it. Neither the page's URL nor Node's is at hand in both worlds.
const BASE = 36;
const T_MIN = 1;
const T_MAX = 26;
const SKEW = 38;
const DAMP = 700;
const FIRST_BIAS = 72;
const FIRST_CODE = 128;
const LARGEST = 0x7fffffff;

function adapt(delta: number, points: number, first: boolean): number {
  let rest = first ? Math.floor(delta / DAMP) : delta >> 1;
  rest += Math.floor(rest / points);
  let k = 0;
  for (; rest > ((BASE - T_MIN) * T_MAX) >> 1; k += BASE) rest = Math.floor(rest / (BASE - T_MIN));
  return k + Math.floor(((BASE - T_MIN + 1) * rest) / (rest + SKEW));
}

const threshold = (k: number, bias: number): number => Math.min(T_MAX, Math.max(T_MIN, k - bias));
const digit = (value: number): string => String.fromCharCode(value < 26 ? value + 97 : value + 22);

function digitValue(code: number): number {
  if (code >= 48 && code < 58) return code - 22;
  if (code >= 97 && code < 123) return code - 97;
  return BASE;
}

function encodeLabel(label: string): string {
  const points = [...label].map((character) => character.codePointAt(0) ?? 0);
  const basic = points.filter((point) => point < FIRST_CODE);
  if (basic.length === points.length) return label;
  let output = String.fromCodePoint(...basic) + (basic.length > 0 ? '-' : '');
  let code = FIRST_CODE;
  let delta = 0;
  let bias = FIRST_BIAS;
  for (let handled = basic.length; handled < points.length; delta++, code++) {
    const next = Math.min(...points.filter((point) => point >= code));
    delta += (next - code) * (handled + 1);
    code = next;
    for (const point of points) {
      if (point < code) delta++;
      if (point !== code) continue;
      let rest = delta;
      for (let k = BASE; ; k += BASE) {
        const t = threshold(k, bias);
        if (rest < t) break;
        output += digit(t + ((rest - t) % (BASE - t)));
        rest = Math.floor((rest - t) / (BASE - t));
      }
      output += digit(rest);
      bias = adapt(delta, handled + 1, handled === basic.length);
      delta = 0;
      handled++;
    }
  }
  return `xn--${output}`;
}

function decodeLabel(label: string): string | null {
  if (!label.startsWith('xn--')) return label;
  const input = label.slice(4);
  const dash = input.lastIndexOf('-');
  const output = dash > 0 ? [...input.slice(0, dash)].map((character) => character.charCodeAt(0)) : [];
  let code = FIRST_CODE;
  let place = 0;
  let bias = FIRST_BIAS;
  for (let at = dash > 0 ? dash + 1 : 0; at < input.length; ) {
    const before = place;
    for (let weight = 1, k = BASE; ; k += BASE) {
      const value = digitValue(input.charCodeAt(at++));
      if (!(value < BASE) || value * weight > LARGEST - place) return null;
      place += value * weight;
      const t = threshold(k, bias);
      if (value < t) break;
      weight *= BASE - t;
    }
    bias = adapt(place - before, output.length + 1, before === 0);
    code += Math.floor(place / (output.length + 1));
    place %= output.length + 1;
    if (code > 0x10ffff) return null;
    output.splice(place++, 0, code);
  }
  return String.fromCodePoint(...output);
}

/** A domain, or the domain of an address, in its other spelling: with its own letters or as `xn--`; null when both are the same. */
export function otherSpelling(name: string): string | null {
  const at = name.lastIndexOf('@') + 1;
  const labels = name.slice(at).toLowerCase().normalize('NFC').split('.');
  if (labels.length < 2) return null;
  const turned = labels.map((label) => (label.startsWith('xn--') ? decodeLabel(label) : encodeLabel(label)));
  if (turned.includes(null) || turned.join('.') === labels.join('.')) return null;
  return name.slice(0, at) + turned.join('.');
}
