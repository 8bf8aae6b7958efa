import { formatNumberOf } from '../../../shared/domain/format.ts';
import type { CheckFact, StepFinding } from '../../../shared/domain/step-check.ts';
import { cachesLetGoAt, mxAnswer, routeOf } from './caches.ts';
import { wantedMx } from './dns/plan/plan.ts';
import type { Looking } from './looking.ts';

export { cachesLetGoAt } from './caches.ts';

type Checker = (domainId: string, signal: AbortSignal) => Promise<StepFinding>;

const unknown = (summary: string, facts: CheckFact[] = []): StepFinding => ({ outcome: 'unknown', summary, facts });

/** Whether all servers of a domain send its mail to the destination alone. */
export function createRoutingChecker(looking: Looking): Checker {
  return async (domainId, signal) => {
    const template = looking.templateOf(domainId);
    const look = await looking.look(domainId, signal);
    if (template === null) return unknown('No template says yet which mail servers the destination has.');
    const wanted = wantedMx(template, look.domain);
    const own = look.servers.filter(({ kind }) => kind === 'authoritative');
    const facts: CheckFact[] = look.servers
      .map((server) => ({ server, route: routeOf(server, look.domain, wanted), answer: mxAnswer(server, look.domain) }))
      // A public resolver out of reach tells nothing; one of the domain's own servers that is silent does.
      .filter(({ server, route }) => server.kind === 'authoritative' || route !== 'silent')
      .map(({ server, route, answer }) => ({
        label: `MX at ${server.name}`,
        value:
          answer === undefined || answer.outcome !== 'records'
            ? (answer?.outcome ?? 'not asked')
            : answer.values.join(', '),
        ok: server.kind === 'public' ? null : route === 'silent' ? null : route === 'new',
      }));
    for (const finding of look.findings.filter(({ severity }) => severity === 'bad')) {
      facts.push({ label: 'Names', value: finding.text, ok: null });
    }
    const letGo = cachesLetGoAt(looking.workspace, domainId);
    if (letGo !== null) facts.push({ label: 'Caches have let go of the old MX by', value: letGo, ok: null });
    const routes = own.map((server) => routeOf(server, look.domain, wanted));
    const count = (route: string): number => routes.filter((entry) => entry === route).length;
    const servers = formatNumberOf(own.length, 'name server');
    const [first] = look.findings;
    if (routes.length === 0 || routes.every((route) => route === 'silent')) {
      return unknown(first?.text ?? `No name server of ${look.domain} answers.`, facts);
    }
    const hosts =
      template.mx.length === 1
        ? (wanted[0]?.split(' ')[1] ?? '')
        : `${template.mx.length} mail servers of ${template.name}`;
    if (routes.every((route) => route === 'new')) {
      return {
        outcome: 'passed',
        summary: `MX is ${hosts} on ${own.length === 1 ? '1 name server' : `all ${servers}`}.`,
        facts,
      };
    }
    if (count('new') > 0 || count('partly') > 0) {
      const silent = count('silent');
      const rest = silent > 0 ? `; ${formatNumberOf(silent, 'does', 'do')} not answer` : '';
      return { outcome: 'partly', summary: `MX is ${hosts} alone on ${count('new')} of ${servers}${rest}.`, facts };
    }
    const now = own.map((server) => mxAnswer(server, look.domain)).find((answer) => (answer?.values.length ?? 0) > 0);
    return {
      outcome: 'failed',
      summary: now ? `MX still is ${now.values.join(', ')}.` : `${look.domain} has no MX record.`,
      facts,
    };
  };
}

/** Whether `mail.<domain>` answers with the new webmail. */
export function createWebmailChecker(looking: Looking): Checker {
  return async (domainId, signal) => {
    if (looking.templateOf(domainId) === null) return unknown('No template says yet what the new webmail is.');
    const seen = await looking.lookAtWebmail(domainId, signal);
    const facts: CheckFact[] = [
      { label: 'Points to', value: seen.alias ?? (seen.addresses.join(', ') || 'nowhere'), ok: null },
      ...(seen.certificate === null
        ? []
        : [
            {
              label: 'Certificate',
              value: seen.certificate.names.join(', ') || seen.certificate.subject,
              ok: seen.covers,
            },
            { label: 'Issued by', value: seen.certificate.issuer, ok: seen.certificate.problem === undefined },
            { label: 'Valid until', value: seen.certificate.validTo, ok: null },
          ]),
      ...(seen.status === null
        ? []
        : [{ label: 'Page', value: `${seen.status} ${seen.title ?? ''}`.trim(), ok: seen.mark !== null }]),
    ];
    const outcome =
      seen.state === 'new'
        ? 'passed'
        : seen.state === 'unknown'
          ? 'unknown'
          : seen.state === 'not-covered' || seen.state === 'untrusted'
            ? 'partly'
            : 'failed';
    return { outcome, summary: seen.says, facts };
  };
}
