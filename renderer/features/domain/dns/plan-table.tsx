import { Checkbox } from '@mantine/core';
import type { ReactNode } from 'react';
import { type SetChange, sameRecords, shownValue } from '../../../../shared/domain/dns.ts';
import type { DnsAnswer, DnsLook } from '../../../../shared/domain/dns-look.ts';
import type { DnsPlan, PlanLine } from '../../../../shared/domain/dns-plan.ts';
import { NotKnown } from '../../../ui/cells.tsx';
import { PrivateText } from '../../../ui/private.tsx';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import classes from './dns.module.css';
import { answersAt, answerText, isAnswer, lineFace, partLabel, shortTtl } from './dns-words.ts';

/** One line for each purpose: what is there, what is planned, and which server shows it already. */
export function PlanTable({
  plan,
  look,
  chosen,
  onChoose,
}: {
  plan: DnsPlan;
  look: DnsLook;
  chosen: ReadonlySet<string>;
  onChoose: (id: string, isChosen: boolean) => void;
}): ReactNode {
  return (
    <div className={classes.scroll}>
      <table className={classes.table} aria-label="DNS plan">
        <colgroup>
          <col style={{ width: 44 }} />
          <col style={{ width: '18%' }} />
          <col style={{ width: '25%' }} />
          <col />
          <col style={{ width: 76 }} />
          <col style={{ width: 122 }} />
        </colgroup>
        <thead>
          <tr>
            <th scope="col" aria-label="Chosen" />
            <th scope="col">Purpose</th>
            <th scope="col">Now</th>
            <th scope="col">Planned</th>
            <th scope="col">Live</th>
            <th scope="col">State</th>
          </tr>
        </thead>
        <tbody>
          {plan.lines.map((line) => (
            <tr key={line.id}>
              <td>
                {line.state === 'there' ? null : (
                  <Checkbox
                    size="xs"
                    aria-label={`Change ${line.title}`}
                    checked={chosen.has(line.id)}
                    onChange={(event) => onChoose(line.id, event.currentTarget.checked)}
                  />
                )}
              </td>
              <td>
                <div className={classes.title}>{line.title}</div>
                <div className={classes.small}>{partLabel[line.part]}</div>
              </td>
              <td>
                <NowOf line={line} look={look} />
              </td>
              <td>
                {line.sets.length === 0 ? (
                  <span className={classes.small}>
                    <PrivateText text={line.says} />
                  </span>
                ) : (
                  <>
                    <Records sets={line.sets} which="after" />
                    {line.warnings.map((warning) => (
                      <div key={warning} className={`${classes.small} ${classes.warning}`}>
                        <PrivateText text={warning} />
                      </div>
                    ))}
                  </>
                )}
              </td>
              <td>
                <LiveDots line={line} look={look} />
              </td>
              <td>
                <StatusBadge face={lineFace[line.state]} bare />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The name and types a line is about, for lines that change nothing. */
function placeOf(line: PlanLine, domain: string): { name: string; types: readonly string[] } {
  if (line.id === 'mx') return { name: domain, types: ['MX'] };
  if (line.id === 'webmail') return { name: `mail.${domain}`, types: ['CNAME', 'A'] };
  if (line.id === 'spf') return { name: domain, types: ['TXT'] };
  if (line.id === 'dmarc') return { name: `_dmarc.${domain}`, types: ['TXT'] };
  return { name: `${line.id.slice('dkim-'.length)}._domainkey.${domain}`, types: ['CNAME'] };
}

function NowOf({ line, look }: { line: PlanLine; look: DnsLook }): ReactNode {
  if (line.sets.some(({ before }) => before !== null)) return <Records sets={line.sets} which="before" />;
  if (line.sets.length > 0) return <span className={classes.small}>nothing</span>;
  const { name, types } = placeOf(line, look.domain);
  const answer = look.servers
    .filter(({ kind }) => kind === 'authoritative')
    .map((server) => answersAt(server, name, types))
    .find((found) => found?.outcome === 'records');
  if (!answer) return <NotKnown />;
  return (
    <div className={classes.value}>
      <PrivateText text={line.id === 'spf' ? spfOf(answer) : answerText(answer)} />
      <span className={classes.ttl}>{shortTtl(answer.ttl)}</span>
    </div>
  );
}

/** Of all texts at the name the one that is meant. */
function spfOf(answer: DnsAnswer): string {
  const texts = answer.values.map((value) => shownValue('TXT', value));
  return texts.find((text) => text.startsWith('v=spf1')) ?? answerText(answer);
}

/** The values of some sets on one side of a change; what only this side has is marked. */
export function Records({ sets, which }: { sets: readonly SetChange[]; which: 'before' | 'after' }): ReactNode {
  const other = which === 'before' ? 'after' : 'before';
  const lines = sets.flatMap((set) => {
    const here = set[which];
    const there = new Set((set[other]?.values ?? []).map((value) => shownValue(set.type, value)));
    return (here?.values ?? []).map((value) => {
      const shown = shownValue(set.type, value);
      const ttlOnly = sameRecords(set.type, set.before, set.after);
      const mark = ttlOnly || there.has(shown) ? '' : which === 'before' ? classes.gone : classes.new;
      return { key: `${set.name} ${set.type} ${shown}`, type: set.type, shown, mark, ttl: here?.ttl ?? null };
    });
  });
  if (lines.length === 0) return <span className={classes.small}>nothing</span>;
  return lines.map(({ key, type, shown, mark, ttl }) => (
    <div key={key} className={classes.value}>
      {type} <span className={mark}>{<PrivateText text={shown} />}</span>
      <span className={classes.ttl}>{shortTtl(ttl)}</span>
    </div>
  ));
}

/** One dot for each of the domain's own servers: shows it, does not show it, does not answer. */
function LiveDots({ line, look }: { line: PlanLine; look: DnsLook }): ReactNode {
  const own = look.servers.filter(({ kind }) => kind === 'authoritative');
  const states = own.map((server) => {
    const { name, types } = placeOf(line, look.domain);
    const answers = types.flatMap((type) => server.answers.filter((a) => a.name === name && a.type === type));
    if (!answers.some(isAnswer)) return { server, state: 'silent', words: 'does not answer' } as const;
    const shows = line.sets.every(({ name: owner, type, after }) => {
      const answer = server.answers.find((a) => a.name === owner && a.type === type);
      const values = answer && answer.alias === null && answer.values.length > 0 ? answer.values : null;
      return sameRecords(type, values && { ttl: null, values }, after);
    });
    return shows
      ? ({ server, state: 'new', words: 'shows it' } as const)
      : ({ server, state: 'old', words: 'does not show it yet' } as const);
  });
  const count = states.filter(({ state }) => state === 'new').length;
  return (
    <span className={classes.dots} role="img" aria-label={`Live on ${count} of ${own.length} name servers`}>
      {states.map(({ server, state, words }) => (
        <span
          key={`${server.name} ${server.address} ${server.port}`}
          className={classes.dot}
          data-state={state}
          title={`${server.address} ${words}`}
        />
      ))}
    </span>
  );
}
