import type { Shape } from './compose.ts';
import type { Language } from './phrases.ts';

/** What one folder of a made-up mailbox holds. */
export interface FolderPlan {
  /** Levels separated by `/`; names as people read them. */
  readonly path: string;
  readonly messages: number;
  /** First and last year of the mail. */
  readonly years?: readonly [number, number];
  /** Messages of these shapes, one each, among the others. */
  readonly shapes?: readonly Shape[];
  /** So many messages stand here twice, byte for byte. */
  readonly twins?: number;
  /** So many messages are marked \Deleted but not expunged. */
  readonly deleted?: number;
  readonly keywords?: readonly [string, ...string[]];
}

export interface MailboxPlan {
  readonly owner: string;
  readonly languages: readonly [Language, ...Language[]];
  readonly folders: readonly FolderPlan[];
}

const odd: readonly Shape[] = [
  'no-message-id',
  'no-date',
  'invalid-date',
  'raw-8-bit-header',
  'no-body',
  'long-line',
  'forwarded',
  'bounce',
];

/** Folders that every MailEnable mailbox has. */
function standard(inbox: number, sent: number, rest: Partial<FolderPlan> = {}): FolderPlan[] {
  return [
    { path: 'INBOX', messages: inbox, years: [2016, 2026], shapes: odd, twins: 2, ...rest },
    { path: 'Sent Items', messages: sent, years: [2014, 2026], shapes: ['no-message-id', 'no-message-id'] },
    { path: 'Drafts', messages: 3, years: [2025, 2026], shapes: ['no-message-id', 'no-date'] },
    { path: 'Deleted Items', messages: Math.round(inbox / 8), years: [2025, 2026] },
    {
      path: 'Junk E-mail',
      messages: Math.round(inbox / 10),
      years: [2026, 2026],
      shapes: ['invalid-date', 'raw-8-bit-header'],
    },
  ];
}

/** The mailboxes' contents by address. */
export const plans: Readonly<Record<string, MailboxPlan>> = {
  'anna@harbour.test': {
    owner: 'Anna (Harbour Chandlery)',
    languages: ['english', 'german'],
    folders: [
      ...standard(230, 140, { keywords: ['$Forwarded', '$label1', 'ToDo'] }),
      { path: 'INBOX/Suppliers', messages: 40, years: [2015, 2024] },
      { path: 'Accounts', messages: 0 },
      { path: 'Accounts/2011.Q1', messages: 24, years: [2011, 2011], keywords: ['paid'] },
      { path: 'Accounts/2011.Q2', messages: 22, years: [2011, 2011], keywords: ['paid'] },
      { path: 'Accounts/Tax & customs', messages: 26, years: [2009, 2020] },
      { path: 'Old customers ', messages: 45, years: [2003, 2009] },
      { path: 'Café Quayside', messages: 18, years: [2019, 2026] },
      { path: 'Templates', messages: 0 },
      { path: 'Refit/Hull', messages: 30, years: [2017, 2018], twins: 3 },
      { path: 'Refit/Rigging/Standing', messages: 20, years: [2018, 2018] },
      { path: 'Refit/Rigging/Running', messages: 16, years: [2018, 2019] },
      { path: 'Archive/1998', messages: 20, years: [1998, 1998], shapes: ['invalid-date', 'no-date'] },
      { path: 'Archive/2004', messages: 20, years: [2004, 2004] },
    ],
  },
  'info@harbour.test': {
    owner: 'Harbour Chandlery',
    languages: ['english'],
    folders: [
      ...standard(140, 60),
      { path: 'Web form', messages: 25, years: [2020, 2026], shapes: ['bare-line-feeds', 'bare-line-feeds'] },
    ],
  },
  'sales@harbour.test': {
    owner: 'Harbour Sales',
    languages: ['english', 'german'],
    folders: [
      ...standard(260, 120, {
        deleted: 1,
        shapes: [...odd, 'huge-attachment', 'bare-line-feeds'],
        keywords: ['$Forwarded', 'quote', 'won', 'lost'],
      }),
      { path: 'Quotes/Open', messages: 35, years: [2025, 2026], keywords: ['quote'] },
      { path: 'Quotes/Won', messages: 40, years: [2016, 2026], keywords: ['won'] },
      { path: 'Quotes/Lost', messages: 22, years: [2016, 2026], keywords: ['lost'] },
    ],
  },
  'postmaster@harbour.test': {
    owner: 'Postmaster',
    languages: ['english'],
    folders: standard(40, 6, { shapes: ['bounce', 'bounce', 'bounce', ...odd] }),
  },
  'ben@harbour.test': {
    owner: 'Ben (workshop)',
    languages: ['english'],
    folders: [
      ...standard(110, 55),
      { path: 'Projects', messages: 31, years: [2012, 2019] },
      { path: 'projects', messages: 17, years: [2019, 2026] },
      { path: 'Projects/Slipway', messages: 14, years: [2013, 2016] },
    ],
  },
  'jutta@mueller-feinmechanik.test': {
    owner: 'Jutta (Müller Feinmechanik)',
    languages: ['german', 'english'],
    folders: [
      ...standard(190, 110, { keywords: ['$Forwarded', 'Wiedervorlage', 'Rechnung'] }),
      { path: 'Aufträge/Größe & Maß', messages: 40, years: [2014, 2022] },
      { path: 'Aufträge/Übersee', messages: 25, years: [2018, 2025], twins: 2 },
      { path: 'Büro', messages: 28, years: [2010, 2026] },
      { path: 'Entwürfe alt', messages: 0 },
    ],
  },
  'werkstatt@mueller-feinmechanik.test': {
    owner: 'Werkstatt',
    languages: ['german'],
    folders: [...standard(170, 70), { path: 'Prüfprotokolle/Jahrgang 2015.1', messages: 45, years: [2015, 2015] }],
  },
  'einkauf@mueller-feinmechanik.test': {
    owner: 'Einkauf',
    languages: ['german'],
    folders: [...standard(130, 60), { path: 'Lieferanten', messages: 48, years: [2012, 2026] }],
  },
  'buchhaltung@mueller-feinmechanik.test': {
    owner: 'Buchhaltung',
    languages: ['german'],
    folders: [
      ...standard(180, 80, { keywords: ['bezahlt', 'offen', '$Forwarded'] }),
      { path: 'Rechnungen/März', messages: 50, years: [2024, 2024], keywords: ['bezahlt'] },
      { path: 'Rechnungen/April', messages: 50, years: [2024, 2024], keywords: ['bezahlt'] },
    ],
  },
  'lehrling@mueller-feinmechanik.test': {
    owner: 'Lehrwerkstatt',
    languages: ['german'],
    folders: standard(2, 1, { shapes: [], twins: 0 }),
  },
  'info@feinwerk.test': {
    owner: 'Feinwerk',
    languages: ['german', 'english'],
    folders: standard(110, 40),
  },
  'archiv@feinwerk.test': {
    owner: 'Archiv',
    languages: ['german', 'russian', 'english'],
    folders: [
      ...standard(40, 10),
      ...[1998, 1999, 2001, 2003, 2005, 2007, 2009, 2011].map((year) => ({
        path: `Archiv/${year}`,
        messages: 36,
        years: [year, year] as const,
        shapes: ['invalid-date', 'no-message-id', 'raw-8-bit-header'] as const,
        twins: 1,
      })),
      { path: 'Ablage/a/b/c/d/e/f/g/ganz unten', messages: 12, years: [2006, 2008] },
    ],
  },
  'yuki@sakura-travel.test': {
    owner: 'ユキ（さくらトラベル）',
    languages: ['japanese', 'english'],
    folders: [
      ...standard(180, 90, { keywords: ['$Forwarded', '$label4', 'VIP'] }),
      { path: '予約/東京', messages: 34, years: [2018, 2026] },
      { path: '予約/京都', messages: 30, years: [2018, 2026] },
      { path: '写真', messages: 0 },
    ],
  },
  'tours@sakura-travel.test': {
    owner: 'さくらツアー',
    languages: ['japanese', 'russian', 'english'],
    folders: [...standard(170, 80), { path: '団体/2019.春', messages: 38, years: [2019, 2019], twins: 2 }],
  },
  'office@sakura-travel.test': {
    owner: 'Sakura Office',
    languages: ['english', 'japanese'],
    folders: [...standard(100, 45), { path: 'Newsletters', messages: 30, years: [2021, 2026] }],
  },
};
