import { Refusal } from './documented.ts';
import { domainOf, type SimulatedDomain } from './oma-state.ts';

const ALLOWED = /^[\x21\x23-\x7e]{1,54}$/;
const HASH = /^\{[A-Z0-9]+\}.{1,150}$/;
const LENGTHS: Readonly<Record<string, number>> = { weak: 1, medium: 8, good: 10, strong: 12 };

/** @throws Refusal 6 for a password that the documented rules, or the strength the domain asks for, do not allow */
export function refusePassword(password: string, address: string, domain: SimulatedDomain): void {
  if (HASH.test(password)) return;
  if (!ALLOWED.test(password))
    throw new Refusal(6, 'Password has characters that are not allowed', { hints: { password: 'characters' } });
  const local = address.slice(0, address.lastIndexOf('@')).toLowerCase();
  const lower = password.toLowerCase();
  if (lower.includes(local) || lower.includes(domainOf(address))) {
    throw new Refusal(6, 'Password contains the user or domain name', { hints: { password: 'name' } });
  }
  const strength = String(domain.attributes.password_strength ?? '');
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z\d]/].filter((kind) => kind.test(password)).length;
  const demanded = { medium: 2, good: 3, strong: 3 }[strength] ?? 0;
  if (password.length < (LENGTHS[strength] ?? 0) || kinds < demanded) {
    throw new Refusal(6, 'Password is too weak', { hints: { password: 'strength' } });
  }
}
