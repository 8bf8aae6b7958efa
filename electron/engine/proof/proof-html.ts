import { formatBytes, formatCount, formatNumberOf, formatUtc } from '../../../shared/domain/format.ts';
import type { ProofData } from '../../../shared/domain/proof.ts';
import {
  type Finding,
  type FindingKind,
  type FolderVerdict,
  type IdentityLayer,
  seriousKinds,
} from '../../../shared/domain/verification.ts';
import { DATA_ID } from './checksum.ts';
import { proofStyles } from './proof-styles.ts';

const layerWords: Readonly<Record<IdentityLayer, { readonly name: string; readonly meaning: string }>> = {
  bytes: { name: 'By every byte', meaning: 'Both copies were read and are the same.' },
  ledger: {
    name: 'By the record of the copy',
    meaning: 'The new server confirmed each one when it was copied, and it is still there with the same size.',
  },
  'message-id': { name: 'By Message-ID', meaning: 'Same Message-ID and date, sizes that lie close together.' },
  headers: { name: 'By headers', meaning: 'Same date, sender, recipients and subject, sizes that lie close together.' },
};

const kindWords: Readonly<Record<FindingKind, string>> = {
  missing: 'Missing at the destination',
  elsewhere: 'In another folder',
  extra: 'Only at the destination',
  duplicate: 'More often than at the source',
  flags: 'Other flags',
  'flags-not-kept': 'Flags the destination does not keep',
  'deleted-at-source': 'Deleted at the source after the copy',
  date: 'Other date',
  'header-date': 'Date from the header',
  size: 'Headers differ',
  content: 'Other text',
  'too-big': 'Too big',
  refused: 'Refused by the destination',
  unreadable: 'Not readable at the source',
  'folder-missing': 'Folder missing',
  'folder-failed': 'Folder failed',
};

const depthWords = {
  none: 'Not compared',
  standard:
    'Standard: Message-ID, date, size, flags and the record of the copy; both copies read wherever sizes differ',
  deep: 'Deep: every byte of every message read again from both servers',
} as const;

/** The sheet as one page of HTML that needs nothing else: no scripts, no addresses, its data inside with a checksum. */
export function proofHtml(data: ProofData, checksum: string): string {
  const { verification, run } = data;
  const matched = sum(verification.folders, 'matched');
  const title = `Proof for ${data.address}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${text(title)}</title>
<style>${proofStyles}</style>
</head>
<body>
<header>
<p class="brand">Mailferry · proof of a comparison</p>
<h1>${text(data.address)}</h1>
<p class="verdict ${verification.agrees ? 'good' : 'bad'}"><strong>${verification.agrees ? 'Both sides agree.' : 'The sides differ.'}</strong> ${text(verification.sentence)}</p>
</header>
<dl class="facts">
${fact('Customer', data.customer)}
${fact('Old server', `${data.source.user} on ${data.source.server}, ${data.source.endpoint}`)}
${fact('New server', `${data.destination.user} on ${data.destination.server}, ${data.destination.endpoint}`)}
${fact('Compared', `${formatUtc(verification.at)}, after the ${run.kind} that began ${run.startedAt ? formatUtc(run.startedAt) : 'at an unknown time'}`)}
${fact('How', depthWords[verification.depth])}
${fact('Scope', scopeOf(run.options))}
${fact('Source messages', `${formatCount(verification.sourceMessages)}, of which ${formatCount(matched)} were found at the destination`)}
${fact('Made', `${formatUtc(data.madeAt)} by Mailferry ${data.versions.mailferry} (Node ${data.versions.node}), run ${run.id}`)}
</dl>
<section>
<h2>How messages were recognised</h2>
${layersTable(data, matched)}
</section>
<section>
<h2>${text(formatNumberOf(verification.folders.length, 'folder'))}</h2>
${foldersTable(verification.folders)}
</section>
<section>
<h2>Exceptions</h2>
${exceptions(data)}
</section>
<section>
<h2>Check it yourself</h2>
<p>Anyone who has both passwords can make the same comparison again. It changes nothing on either side:</p>
<pre>${text(commandOf(data))}</pre>
<p>The figures above stand in this file a second time for programs. Their SHA-256 is</p>
<pre>${checksum}</pre>
<p>and <code>mailferry check-proof FILE</code> tells whether the file still is what was saved.</p>
</section>
<script type="application/json" id="${DATA_ID}" data-sha256="${checksum}">${dataText(data)}</script>
</body>
</html>
`;
}

function layersTable({ verification }: ProofData, matched: number): string {
  const known = (Object.keys(layerWords) as IdentityLayer[]).map((layer) => ({
    ...layerWords[layer],
    count: verification.matchedBy[layer] ?? 0,
  }));
  // Found by an earlier comparison that has not changed since.
  const rows = known.filter(({ count }) => count > 0);
  return table(
    ['Recognised', '#Messages', 'What that means'],
    rows.map(({ name, count, meaning }) => [name, formatCount(count), meaning]),
    rows.length > 1 ? ['Together', formatCount(matched), ''] : undefined,
  );
}

function foldersTable(folders: readonly FolderVerdict[]): string {
  const numbers = ['sourceMessages', 'destinationMessages', 'matched', 'missing', 'extra', 'different'] as const;
  return table(
    ['Old folder', 'New folder', '#Old', '#New', '#Found', '#Missing', '#Only new', '#Differ', '#Size'],
    folders.map((folder) => [
      folder.source,
      folder.destination ?? 'left out',
      ...numbers.map((name) => formatCount(folder[name])),
      formatBytes(folder.sourceBytes),
    ]),
    [
      'Together',
      '',
      ...numbers.map((name) => formatCount(sum(folders, name))),
      formatBytes(sum(folders, 'sourceBytes')),
    ],
  );
}

function exceptions({ findings, findingsLeftOut }: ProofData): string {
  if (findings.length === 0) return '<p>None. Nothing is missing, doubled or changed.</p>';
  const bad = findings.filter(({ kind }) => seriousKinds.has(kind));
  const remarks = findings.filter(({ kind }) => !seriousKinds.has(kind));
  return [
    ...(bad.length > 0 ? ['<h3>Mail that is not as it should be</h3>', findingsTable(bad)] : []),
    ...(remarks.length > 0 ? ['<h3>Worth knowing, nothing is lost by it</h3>', findingsTable(remarks)] : []),
    ...(findingsLeftOut > 0
      ? [`<p>${formatNumberOf(findingsLeftOut, 'more exception')} not listed here; Mailferry has them all.</p>`]
      : []),
  ].join('\n');
}

function findingsTable(findings: readonly Finding[]): string {
  return table(
    ['What', 'Folder', 'Subject', 'From', 'Date', '#Size', 'Why'],
    findings.map((finding) => [
      kindWords[finding.kind],
      finding.sourceFolder ?? finding.destinationFolder ?? '',
      finding.subject,
      finding.from,
      finding.date?.slice(0, 10) ?? '',
      finding.size === null ? '' : formatBytes(finding.size),
      finding.detail,
    ]),
  );
}

/** A head that begins with # is of a column of numbers. */
function table(heads: readonly string[], rows: readonly (readonly string[])[], foot?: readonly string[]): string {
  const isNumber = (column: number): boolean => heads[column]?.startsWith('#') ?? false;
  const cells = (row: readonly string[], tag: 'td' | 'th'): string =>
    row.map((cell, column) => `<${tag}${isNumber(column) ? ' class="n"' : ''}>${text(cell)}</${tag}>`).join('');
  const head = cells(
    heads.map((name) => name.replace(/^#/, '')),
    'th',
  );
  return `<table>
<thead><tr>${head}</tr></thead>
<tbody>
${rows.map((row) => `<tr>${cells(row, 'td')}</tr>`).join('\n')}
</tbody>${foot ? `\n<tfoot><tr>${cells(foot, 'td')}</tr></tfoot>` : ''}
</table>`;
}

function fact(name: string, value: string): string {
  return `<div><dt>${text(name)}</dt><dd>${text(value)}</dd></div>`;
}

function scopeOf({ folders, exclude, since, maxSize }: ProofData['run']['options']): string {
  const parts = [
    ...(folders.length > 0 ? [`only ${folders.join(', ')}`] : []),
    ...(exclude.length > 0 ? [`without ${exclude.join(', ')}`] : []),
    ...(since === null ? [] : [`messages since ${since}`]),
    ...(maxSize === null ? [] : [`messages up to ${formatBytes(maxSize)}`]),
  ];
  return parts.length === 0 ? 'The whole mailbox' : `A part of the mailbox: ${parts.join('; ')}`;
}

function commandOf({ source, destination, verification }: ProofData): string {
  const at = ({ endpoint, user }: ProofData['source']): string =>
    `'${endpoint.replace('://', `://${encodeURIComponent(user).replaceAll('%40', '@')}@`)}'`;
  const deep = verification.depth === 'deep' ? ' --verify deep' : '';
  return `mailferry verify --source ${at(source)} --destination ${at(destination)}${deep}`;
}

function sum<Name extends string>(rows: readonly Readonly<Record<Name, number>>[], name: Name): number {
  return rows.reduce((total, row) => total + row[name], 0);
}

/** JSON that cannot end the element it stands in. */
function dataText(data: ProofData): string {
  return JSON.stringify(data).replaceAll('<', '\\u003c');
}

// Subjects and folder names are whatever a stranger wrote.
function text(value: string): string {
  return value
    .replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, ' ');
}
