import { Button } from '@mantine/core';
import { IconKey, IconSettings } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { EndpointRow } from '../../../shared/contract/endpoints.ts';
import type { Side } from '../../../shared/domain/endpoint.ts';
import { orpc } from '../../app/client.ts';
import { toErrorWire } from '../../app/error-wire.ts';
import { confirmAction } from '../../ui/confirm.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { ButtonLink } from '../../ui/links.tsx';
import { notifyDone, notifyFailed } from '../../ui/notify.ts';

/** What can be done about an error of this mailbox from here. */
export interface MailErrorContext {
  readonly endpointOf: (side: Side) => EndpointRow | undefined;
  readonly onPassword: (side: Side) => void;
}

/** An error of one of the two servers, with the button that helps: enter the password, trust the certificate, try again. */
export function MailError({
  error,
  side,
  context,
  onRetry,
  actions,
}: {
  readonly error: unknown;
  /** Where the error does not say it itself. */
  readonly side?: Side;
  readonly context: MailErrorContext;
  readonly onRetry?: () => void;
  readonly actions?: ReactNode;
}): ReactNode {
  const wire = toErrorWire(error);
  const where = wire.side ?? side;
  const endpoint = where && context.endpointOf(where);
  const trust = useMutation(
    orpc.endpoints.update.mutationOptions({
      onSuccess: (saved) => {
        notifyDone(`${saved.name} is trusted by exactly this certificate from now on.`);
        onRetry?.();
      },
      onError: (failure) => notifyFailed('The certificate could not be trusted', failure),
    }),
  );

  const onTrust = async (pinnedFingerprint: string): Promise<void> => {
    if (!endpoint) return;
    const agreed = await confirmAction({
      title: `Trust this certificate of ${endpoint.name}?`,
      body: (
        <>
          Every mailbox on {endpoint.host} will accept exactly this certificate, and no other. Fingerprint:{' '}
          <code>{pinnedFingerprint}</code>
        </>
      ),
      action: 'Trust this certificate',
    });
    if (!agreed) return;
    const { mailboxes: _mailboxes, lastTest: _lastTest, ...settings } = endpoint;
    trust.mutate({ ...settings, pinnedFingerprint });
  };

  const asksPassword = where && (wire.code === 'mail.secret-missing' || wire.code === 'mail.auth-failed');
  return (
    <ErrorView
      error={wire}
      {...(onRetry && wire.code !== 'mail.secret-missing' ? { onRetry } : {})}
      {...(endpoint && wire.certificate ? { onTrust: (fingerprint: string) => void onTrust(fingerprint) } : {})}
      actions={
        <>
          {asksPassword && (
            <Button leftSection={<IconKey size={16} aria-hidden />} onClick={() => context.onPassword(where)}>
              {wire.code === 'mail.secret-missing' ? 'Enter password' : 'Enter another password'}
            </Button>
          )}
          {settingsHelp.has(wire.code) && (
            <ButtonLink to="/settings" variant="default" leftSection={<IconSettings size={16} aria-hidden />}>
              Server settings
            </ButtonLink>
          )}
          {actions}
        </>
      }
    />
  );
}

const settingsHelp: ReadonlySet<string> = new Set([
  'mail.name-unknown',
  'mail.unreachable',
  'mail.tls-unavailable',
  'mail.tls-failed',
  'mail.too-many-connections',
]);
