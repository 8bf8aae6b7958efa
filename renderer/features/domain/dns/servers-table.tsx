import type { ReactNode } from 'react';
import type { DnsAnswer, DnsLook, ServerLook } from '../../../../shared/domain/dns-look.ts';
import { MomentCell, NotKnown } from '../../../ui/cells.tsx';
import { PrivateText } from '../../../ui/private.tsx';
import { Section } from '../../../ui/section.tsx';
import classes from './dns.module.css';
import { answersAt, answerText, isAnswer, shortTtl } from './dns-words.ts';

/** Each server with what it says: the domain's own ones first, then what others have in their caches. */
export function ServersTable({ look }: { look: DnsLook }): ReactNode {
  return (
    <Section
      title="As the world sees it"
      flush
      count={
        <>
          looked <MomentCell iso={look.at} />
        </>
      }
    >
      <div className={classes.scroll}>
        <table className={classes.table} aria-label="Name servers">
          <colgroup>
            <col style={{ width: '22%' }} />
            <col style={{ width: 96 }} />
            <col />
            <col style={{ width: 72 }} />
            <col />
            <col style={{ width: 72 }} />
            <col style={{ width: 76 }} />
          </colgroup>
          <thead>
            <tr>
              <th scope="col">Server</th>
              <th scope="col" className={classes.number}>
                Serial
              </th>
              <th scope="col">MX</th>
              <th scope="col" className={classes.number}>
                TTL
              </th>
              <th scope="col">Webmail name</th>
              <th scope="col" className={classes.number}>
                TTL
              </th>
              <th scope="col" className={classes.number}>
                Answer
              </th>
            </tr>
          </thead>
          <tbody>
            {look.servers.map((server) => (
              <ServerRow key={`${server.name} ${server.address} ${server.port}`} server={server} domain={look.domain} />
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

function ServerRow({ server, domain }: { server: ServerLook; domain: string }): ReactNode {
  const mx = answersAt(server, domain, ['MX']);
  const mail = answersAt(server, `mail.${domain}`, ['CNAME', 'A', 'AAAA']);
  return (
    <tr>
      <td>
        <div className={classes.title}>
          <PrivateText text={server.name} />
        </div>
        <div className={classes.small}>
          {server.address}
          {server.port === 53 ? '' : `:${server.port}`}
          {server.kind === 'public' ? ', public resolver' : ''}
        </div>
      </td>
      <td className={classes.number}>{server.serial === null ? <NotKnown /> : server.serial}</td>
      <AnswerCells answer={mx} />
      <AnswerCells answer={mail} />
      <td className={classes.number}>
        {mx && isAnswer(mx) ? `${Math.max(1, Math.round(mx.ms))} ms` : <NotKnown words="no answer" />}
      </td>
    </tr>
  );
}

function AnswerCells({ answer }: { answer: DnsAnswer | undefined }): ReactNode {
  const good = answer !== undefined && isAnswer(answer);
  return (
    <>
      <td>
        <div className={`${classes.value} ${good ? '' : classes.bad}`}>
          <PrivateText text={answerText(answer)} />
        </div>
      </td>
      <td className={classes.number}>
        {answer?.ttl === null || answer?.ttl === undefined ? <NotKnown words="none" /> : shortTtl(answer.ttl)}
      </td>
    </>
  );
}
