import type { Incident } from '../../../shared/domain/incident.ts';
import type { MailInSeen } from '../../../shared/domain/lost-mail.ts';
import { type Service, type ServiceKind, takesMailIn } from '../../../shared/domain/service.ts';
import { answers, type ServiceProbe } from '../../../shared/domain/service-probe.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** A window of four weeks at a probe a minute has no more. */
const MOST_PROBES = 45_000;

type Window = Pick<Incident, 'startedAt' | 'endedAt'>;

function probesIn(workspace: Pick<Workspace, 'services'>, service: Service, window: Window, now: string) {
  return workspace.services.probes(service.id, window.startedAt, window.endedAt ?? now, MOST_PROBES);
}

/** What probes saw of the way mail comes in at these servers while it lasted; null when nobody looked. */
export function mailInSeen(
  workspace: Pick<Workspace, 'services'>,
  servers: ReadonlySet<string>,
  window: Window,
  now: string,
): MailInSeen | null {
  const ways = workspace.services.list().filter((service) => servers.has(service.server) && takesMailIn(service));
  const probes = ways.flatMap((service) => probesIn(workspace, service, window, now));
  if (probes.length === 0) return null;
  // A port that never answered is most likely not where mail comes in.
  if (!ways.some(({ id }) => workspace.services.everUp(id))) return null;
  return {
    looks: probes.length,
    up: probes.filter(({ state }) => answers(state)).length,
    down: probes.filter(({ state }) => state === 'down').length,
    forGood: probes.filter(refusedForGood).length,
  };
}

/** Senders do not try again after a 5xx, and some not when the name is gone. */
function refusedForGood({ state, status, phase, error }: ServiceProbe): boolean {
  if (state !== 'down') return false;
  return (status ?? 0) >= 500 || (phase === 'name' && error?.code === 'mail.name-unknown');
}

/** Kinds of service of its servers, beside those that failed, that were probed while it lasted and answered every time. */
export function workedMeanwhile(
  workspace: Pick<Workspace, 'services'>,
  incident: Incident,
  now: string,
): readonly ServiceKind[] {
  const servers = new Set(incident.services.map(({ server }) => server));
  const failed = new Set(incident.services.map(({ kind }) => kind));
  const seen = new Map<ServiceKind, boolean>();
  for (const service of workspace.services.list()) {
    if (!servers.has(service.server) || failed.has(service.kind)) continue;
    for (const { state } of probesIn(workspace, service, incident, now)) {
      if (state !== 'unclear') seen.set(service.kind, (seen.get(service.kind) ?? true) && answers(state));
    }
  }
  return [...seen].flatMap(([kind, worked]) => (worked ? [kind] : []));
}
