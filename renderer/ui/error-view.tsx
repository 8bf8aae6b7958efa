import { Button, Group, Stack, Text } from '@mantine/core';
import { IconAlertCircle, IconKey, IconRefresh } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { errorCatalogue } from '../../shared/domain/errors.ts';
import { toErrorWire } from '../app/error-wire.ts';
import { openVault } from '../app/vault.ts';
import { CertificateView } from './certificate-view.tsx';
import { CopyButton } from './copy-button.tsx';
import classes from './error-view.module.css';
import { PrivateText } from './private.tsx';

const sideWord = { source: 'Source', destination: 'Destination' } as const;

/** One failure for a support agent: what it is, what it is about, the server's own words, what to do, and the button for it. */
export function ErrorView({
  error,
  onRetry,
  onTrust,
  actions,
  withSide = true,
}: {
  /** An `ErrorWire` or anything that was thrown. */
  error: unknown;
  onRetry?: () => void;
  /** Called when the agent trusts exactly the certificate that was refused. */
  onTrust?: (fingerprint: string) => void;
  /** Further buttons, for instance "Enter the password". */
  actions?: ReactNode;
  /** False where the place already says which side it is about. */
  withSide?: boolean;
}): ReactNode {
  const wire = toErrorWire(error);
  const text = errorCatalogue[wire.code];
  const locked = wire.code === 'vault.locked';
  return (
    <div className={classes.box} role="alert">
      <div className={classes.head}>
        <IconAlertCircle size={18} className={classes.icon} aria-hidden />
        <Stack gap={2} className={classes.body}>
          <Text className={classes.title} size="md">
            {wire.side && withSide ? `${sideWord[wire.side]}: ` : ''}
            {text.title}
          </Text>
          {wire.message !== text.title ? (
            <div className={classes.line}>
              <PrivateText text={wire.message} />
            </div>
          ) : null}
          <div className={classes.line}>{text.todo}</div>
          {wire.serverText && !wire.message.includes(wire.serverText) ? (
            <pre className={classes.server}>
              <Text span size="xs" c="dimmed" ff="text">
                The server said:{' '}
              </Text>
              <PrivateText text={wire.serverText} />
            </pre>
          ) : null}
          {wire.reference ? (
            <div className={classes.line}>
              Reference {wire.reference} <CopyButton text={wire.reference} what="reference" />
            </div>
          ) : null}
          {wire.certificate ? (
            <Stack mt="xs">
              <CertificateView
                certificate={wire.certificate}
                problemSaid={wire.message}
                {...(onTrust ? { onTrust } : {})}
              />
            </Stack>
          ) : null}
          {onRetry || actions || locked ? (
            <Group gap="xs" mt="xs">
              {locked ? (
                <Button
                  leftSection={<IconKey size={16} aria-hidden />}
                  onClick={() => void openVault(wire.message).then((open) => open && onRetry?.())}
                >
                  Unlock the vault
                </Button>
              ) : null}
              {actions}
              {onRetry && !locked ? (
                <Button variant="default" leftSection={<IconRefresh size={16} aria-hidden />} onClick={onRetry}>
                  Try again
                </Button>
              ) : null}
            </Group>
          ) : null}
        </Stack>
      </div>
    </div>
  );
}
