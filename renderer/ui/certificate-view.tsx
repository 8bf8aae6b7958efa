import { Button, Group, Stack, Text } from '@mantine/core';
import { IconCertificate } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { CertificateFacts } from '../../shared/domain/errors.ts';
import classes from './certificate-view.module.css';
import { CopyButton } from './copy-button.tsx';
import factList from './facts.module.css';
import { formatDay } from './moment.ts';

/** What the server showed of itself, and, when `onTrust` is given, the way to trust exactly this certificate. */
export function CertificateView({
  certificate,
  onTrust,
  problemSaid = '',
}: {
  certificate: CertificateFacts;
  /** The words around this view; a problem they name already is not repeated. */
  problemSaid?: string;
  onTrust?: (fingerprint: string) => void;
}): ReactNode {
  return (
    <Stack gap="xs">
      <dl className={factList.facts}>
        <dt>Made for</dt>
        <dd>{certificate.names.length > 0 ? [...new Set(certificate.names)].join(', ') : certificate.subject}</dd>
        <dt>Subject</dt>
        <dd>{certificate.subject}</dd>
        <dt>Issued by</dt>
        <dd>{certificate.selfSigned ? 'itself (self-signed)' : certificate.issuer}</dd>
        <dt>Valid</dt>
        <dd>
          {formatDay(certificate.validFrom)} to {formatDay(certificate.validTo)}
        </dd>
        <dt>Fingerprint</dt>
        <dd className={classes.fingerprint}>
          {certificate.fingerprint} <CopyButton text={certificate.fingerprint} what="fingerprint" />
        </dd>
        {certificate.problem && !problemSaid.includes(certificate.problem) ? (
          <>
            <dt>Problem</dt>
            <dd>{certificate.problem}</dd>
          </>
        ) : null}
      </dl>
      {onTrust ? (
        <Group gap="sm" wrap="nowrap">
          <Button
            variant="default"
            flex="none"
            leftSection={<IconCertificate size={16} aria-hidden />}
            onClick={() => onTrust(certificate.fingerprint)}
          >
            Trust exactly this certificate
          </Button>
          <Text size="xs" c="dimmed">
            Compare the fingerprint with the operator of the server first. Any other certificate stays refused.
          </Text>
        </Group>
      ) : null}
    </Stack>
  );
}
