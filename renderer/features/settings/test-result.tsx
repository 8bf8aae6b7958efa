import { Text } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { formatBytes } from '../../../shared/domain/format.ts';
import type { ServerFacts, SideReport } from '../../../shared/domain/inspection.ts';
import { CertificateView } from '../../ui/certificate-view.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import factList from '../../ui/facts.module.css';
import classes from './settings.module.css';

/** What a test of the connection found: what the server is and can do, or why it cannot be used. */
export function TestResult({
  report,
  store,
  onTrust,
  onRetry,
}: {
  report: SideReport;
  /** A folder on a disk, of which there is less to tell. */
  store: boolean;
  onTrust: (fingerprint: string) => void;
  onRetry: () => void;
}): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: every new result is brought into sight
  useEffect(() => {
    place.current?.scrollIntoView({ block: 'nearest' });
  }, [report]);
  // A test belongs to no side; the word would only puzzle.
  return (
    <div role="status" ref={place} className={classes.test}>
      {report.error ? <ErrorView error={report.error} withSide={false} onTrust={onTrust} onRetry={onRetry} /> : null}
      {report.ok && report.facts ? (
        <div className={classes.result}>
          <div className={classes.resultHead}>
            <IconCircleCheck size={18} aria-hidden />
            {store ? 'The store can be read' : 'The server answers'}
            {store || report.connectMs === null ? '' : `, connected in ${Math.round(report.connectMs)} ms`}
          </div>
          {store ? <div>{report.facts.product}</div> : <Facts facts={report.facts} />}
        </div>
      ) : null}
      {report.otherClient ? (
        <Text size="sm" c="dimmed" mt="xs">
          {report.otherClient}
        </Text>
      ) : null}
    </div>
  );
}

function Facts({ facts }: { facts: ServerFacts }): ReactNode {
  return (
    <>
      <dl className={factList.facts}>
        <dt>Server</dt>
        <dd>{facts.product ?? (facts.greeting || 'It does not say what it is')}</dd>
        <dt>Encryption</dt>
        <dd>{facts.tls ? `${facts.tls.version}, ${facts.tls.cipher}` : 'None: clear text'}</dd>
        <dt>Round trip</dt>
        <dd>{facts.roundTripMs < 1 ? 'under 1 ms' : `${Math.round(facts.roundTripMs)} ms`}</dd>
        <dt>Folder delimiter</dt>
        <dd>{facts.delimiter ? `“${facts.delimiter}”` : 'not told before a login'}</dd>
        {facts.appendLimit === null ? null : (
          <>
            <dt>Largest message</dt>
            <dd>{formatBytes(facts.appendLimit)}</dd>
          </>
        )}
        <dt>Capabilities</dt>
        <dd className={classes.capabilities}>
          {facts.capabilities.map((capability) => (
            <span key={capability} className={classes.capability}>
              {capability}
            </span>
          ))}
        </dd>
      </dl>
      {facts.tls ? (
        <details>
          <summary>Certificate</summary>
          <CertificateView certificate={facts.tls.certificate} />
        </details>
      ) : null}
    </>
  );
}
