import { IconCircleCheck } from '@tabler/icons-react';
import { type ReactNode, useMemo } from 'react';
import { formatCount } from '../../../shared/domain/format.ts';
import type { ImportFinding, ImportPreview } from '../../../shared/domain/import.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Private, PrivateText } from '../../ui/private.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import classes from './import.module.css';
import { findingWords, weightFaces } from './words.ts';

/** Of one kind, more lines than this say nothing new. */
const MOST_OF_A_KIND = 50;

/** What to know and decide before the import, kind by kind, each with its cure. */
export function ImportFindings({ preview }: { readonly preview: ImportPreview }): ReactNode {
  const groups = useMemo(() => byKind(preview.findings), [preview.findings]);
  if (groups.length === 0)
    return (
      <EmptyState icon={IconCircleCheck} title="Nothing to decide">
        Every name, address and limit can be carried over as it is.
      </EmptyState>
    );
  return (
    <div className={classes.groups}>
      {groups.map(([kind, findings]) => {
        const [first] = findings;
        const total = preview.findingCounts[kind] ?? findings.length;
        return (
          <section key={kind} className={classes.card} aria-label={findingWords[kind]}>
            <div className={classes.cardHead}>
              {first ? <StatusBadge face={weightFaces[first.weight]} bare /> : null}
              <h3 className={classes.groupTitle}>{findingWords[kind]}</h3>
              <span className={classes.dim}>{formatCount(total)}</span>
            </div>
            <ul className={classes.findingList}>
              {findings.slice(0, MOST_OF_A_KIND).map((finding) => (
                <li key={`${finding.about} ${finding.text}`}>
                  <div>
                    <Private kind="text">{finding.text}</Private>
                  </div>
                  <div className={classes.dim}>
                    <PrivateText text={finding.cure} />
                  </div>
                </li>
              ))}
            </ul>
            {total > MOST_OF_A_KIND ? (
              <p className={classes.foot}>And {formatCount(total - MOST_OF_A_KIND)} more; the mailboxes show theirs.</p>
            ) : null}
          </section>
        );
      })}
    </div>
  );
}

function byKind(findings: readonly ImportFinding[]): [ImportFinding['kind'], ImportFinding[]][] {
  const groups = new Map<ImportFinding['kind'], ImportFinding[]>();
  for (const finding of findings) groups.set(finding.kind, [...(groups.get(finding.kind) ?? []), finding]);
  return [...groups];
}
