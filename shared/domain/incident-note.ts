import { formatCount, formatDuration, formatNumberOf } from './format.ts';
import type { IncidentUpdate } from './incident.ts';
import { customerText, type IncidentWordsFacts, lostMailWords, statusShort } from './incident-words.ts';
import { serviceNames } from './service.ts';

/** What the page for colleagues has beside the texts. */
export interface IncidentNoteFacts extends IncidentWordsFacts {
  readonly updates: readonly IncidentUpdate[];
  /** The first of the domains, by name. */
  readonly domainNames: readonly string[];
}

const MOST_DOMAINS = 12;
const MOST_UPDATES = 15;

/** One page about an incident for colleagues, as Markdown: the number for tickets, the facts, what to say, what not to. */
export function incidentNote(facts: IncidentNoteFacts): string {
  const { incident, moment, domains, mailboxes } = facts;
  const { incoming } = lostMailWords(facts);
  const end = incident.endedAt;
  const lasted = formatDuration((Date.parse(end ?? facts.now) - Date.parse(incident.startedAt)) / 1000);
  return [
    `# ${incident.number}: ${line(incident.title)}`,
    `Tag tickets with **${incident.number}**. Status: **${incident.status}**.`,
    [
      `- Began: ${moment(incident.startedAt)}`,
      `- Ended: ${end === null ? 'not over' : moment(end)} (${lasted}${end === null ? ' so far' : ''})`,
      ...incident.services.map(({ kind, serverName }) => `- Failed: ${serviceNames[kind]} of ${line(serverName)}`),
      `- Seen up while it lasted: ${facts.worked.length === 0 ? 'not known' : facts.worked.map((kind) => serviceNames[kind]).join(', ')}`,
      `- Touches: ${formatNumberOf(domains, 'domain')}, ${formatNumberOf(mailboxes, 'mailbox', 'mailboxes')}`,
    ].join('\n'),
    '## Did they lose mail?',
    incoming,
    'For one mailbox, open it in the incident and count: the answer then says how much mail that was held up did arrive.',
    '## What to say',
    `> ${customerText(facts, null)}`,
    `Status line: ${statusShort(facts)}`,
    '## What not to do',
    [
      '- Do not promise an end that is not written above.',
      '- Do not say that no mail was lost; say what was checked.',
      '- Do not try passwords again and again: some servers block an address after ten wrong logins.',
    ].join('\n'),
    ...(facts.domainNames.length === 0 ? [] : ['## Domains', domainsPart(facts)]),
    ...(facts.updates.length === 0 ? [] : ['## What happened', updatesPart(facts)]),
  ]
    .join('\n\n')
    .concat('\n');
}

function domainsPart({ domainNames, domains }: IncidentNoteFacts): string {
  const shown = domainNames.slice(0, MOST_DOMAINS);
  const more = domains - shown.length;
  return `${shown.map(line).join(', ')}${more > 0 ? ` and ${formatCount(more)} more` : ''}.`;
}

function updatesPart({ updates, moment }: IncidentNoteFacts): string {
  return updates
    .slice(0, MOST_UPDATES)
    .map(({ at, text }) => `- ${moment(at)}: ${line(text)}`)
    .join('\n');
}

// What somebody typed must not turn into Markdown or HTML of the ticket system.
function line(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*_[\]|]/g, '\\$&')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
