/**
 * The product and version a mail service tells of itself, null when it does not. MailEnable's SMTP banner has its version in one to three
 * parts joined by dashes, of which some are empty: `4.26--`, `9.53-9.53-`, `9.00--9.00`, `10.34`.
 */
export function versionInGreeting(greeting: string): string | null {
  const mailEnable = /\bMailEnable Service,? Version:\s*([\d.]*(?:-[\d.]*)*)/i.exec(greeting);
  if (mailEnable) {
    const version = mailEnable[1]?.split('-').find((part) => /\d/.test(part));
    return version === undefined ? 'MailEnable' : `MailEnable ${version}`;
  }
  if (/\bMailEnable\b/i.test(greeting)) return 'MailEnable';
  // Says neither name nor version, but nothing else is known to greet in this form.
  if (/^IMAP4rev1 server ready at \d{1,2}\/\d{1,2}\/\d{2} \d{1,2}:\d{2}:\d{2}\s*$/.test(greeting)) {
    return 'MailEnable, by its greeting';
  }
  const exchange = /\bMicrosoft ESMTP MAIL Service(?:,? Version: ([\d.]+))?/i.exec(greeting);
  if (exchange) return `Microsoft Exchange${exchange[1] ? ` ${exchange[1]}` : ''}`;
  const known = /\b(Postfix|Dovecot|Exim [\d.]+|Exim|Sendmail [\d./]+|Sendmail|Haraka|Zimbra|hMailServer)\b/i.exec(
    greeting,
  );
  return known?.[1] ?? null;
}

/** The product and version a webmail's page tells of itself, null when it does not. */
export function versionInPage(html: string): string | null {
  const mailEnable = /\bme\.css\?v=([\d.]+)/i.exec(html);
  if (mailEnable) return `MailEnable ${mailEnable[1]}`;
  if (/\bMailEnable\b|\/Mondo\//i.test(html)) return 'MailEnable';
  const generator = /<meta\s[^>]*name=["']generator["'][^>]*content=["']([^"']{1,80})["']/i.exec(html);
  if (generator) return generator[1] ?? null;
  return /\bRoundcube\b/i.test(html) ? 'Roundcube' : null;
}

/** The title of a page on one line, null without one. */
export function titleOf(html: string): string | null {
  const title = /<title[^>]*>([^<]{0,300})<\/title>/i.exec(html)?.[1]?.replace(/\s+/g, ' ').trim();
  return title ? title : null;
}
