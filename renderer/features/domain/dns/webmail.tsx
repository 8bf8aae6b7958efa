import { Button } from '@mantine/core';
import { IconWorldSearch } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { WebmailLook } from '../../../../shared/domain/webmail.ts';
import { MomentCell } from '../../../ui/cells.tsx';
import { CertificateView } from '../../../ui/certificate-view.tsx';
import { Private, PrivateText } from '../../../ui/private.tsx';
import { Section } from '../../../ui/section.tsx';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import classes from './dns.module.css';
import { webmailFace } from './dns-words.ts';

/** Who answers at `mail.<domain>`, and with which certificate. */
export function Webmail({
  look,
  busy,
  onLook,
}: {
  look: WebmailLook | null;
  busy: boolean;
  onLook: () => void;
}): ReactNode {
  return (
    <Section
      title="Webmail"
      flush
      count={
        look === null ? undefined : (
          <>
            looked <MomentCell iso={look.at} />
          </>
        )
      }
      actions={
        <Button
          variant="default"
          leftSection={<IconWorldSearch size={16} aria-hidden />}
          loading={busy}
          onClick={onLook}
        >
          Open the webmail
        </Button>
      }
    >
      {look === null ? (
        <div className={classes.line}>Nobody has looked yet who answers there.</div>
      ) : (
        <>
          <div className={classes.line}>
            <StatusBadge face={webmailFace[look.state]} />
            <span>
              <PrivateText text={look.says} />
            </span>
          </div>
          {look.certificate ? (
            <div className={classes.certificate}>
              <details>
                <summary>Certificate</summary>
                <Private kind="text">
                  <CertificateView certificate={look.certificate} problemSaid={look.says} />
                </Private>
              </details>
            </div>
          ) : null}
        </>
      )}
    </Section>
  );
}
