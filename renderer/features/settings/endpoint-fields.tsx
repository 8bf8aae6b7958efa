import { Button, Checkbox, Group, NumberInput, Select, Text, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconCertificate } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { type EndpointSettings, platform, protocol, tlsMode } from '../../../shared/domain/endpoint.ts';
import { Notice } from '../../ui/notice.tsx';
import { platformHint, platformLabel, protocolLabel, tlsLabel, withPlatform, withTransport } from './platforms.ts';
import classes from './settings.module.css';

/** What is wrong, by field. */
export type FieldProblems = { [K in keyof EndpointSettings]?: string };

const platforms = platform.options.map((value) => ({ value, label: platformLabel[value] }));
const protocols = protocol.options.map((value) => ({ value, label: protocolLabel[value] }));
const tlsModes = tlsMode.options.map((value) => ({ value, label: tlsLabel[value] }));

/** The fields of a server. Clear text has to be chosen by name and accepted once more. */
export function EndpointFields({
  settings,
  onChange,
  problems,
  acceptsClear,
  onAcceptClear,
}: {
  settings: EndpointSettings;
  onChange: (settings: EndpointSettings) => void;
  problems: FieldProblems;
  acceptsClear: boolean;
  onAcceptClear: (accepts: boolean) => void;
}): ReactNode {
  const store = settings.protocol === 'store';
  return (
    <>
      <div className={classes.triple}>
        <TextInput
          label="Name"
          placeholder="Old mail server"
          value={settings.name}
          error={problems.name}
          onChange={(event) => onChange({ ...settings, name: event.currentTarget.value })}
          data-autofocus
        />
        <Select
          label="Platform"
          allowDeselect={false}
          data={platforms}
          value={settings.platform}
          onChange={(value) => value && onChange(withPlatform(settings, value))}
        />
      </div>
      <div className={classes.triple}>
        <Select
          label="Protocol"
          allowDeselect={false}
          data={protocols}
          value={settings.protocol}
          onChange={(value) => value && onChange(withTransport(settings, { protocol: value }))}
        />
        {store ? null : (
          <Select
            label="Encryption"
            allowDeselect={false}
            data={tlsModes}
            value={settings.tls}
            error={problems.tls}
            onChange={(value) => {
              if (!value) return;
              if (value !== 'none') onAcceptClear(false);
              onChange(withTransport(settings, { tls: value }));
            }}
          />
        )}
      </div>
      {settings.tls === 'none' && !store ? (
        <Notice tone="warn" icon={IconAlertTriangle} title="Everybody on the way can read along">
          <Text size="sm">
            Without encryption, passwords and mail cross the network as they are. Use it only inside a network you
            trust, or when the server offers nothing else.
          </Text>
          <Checkbox
            mt="xs"
            size="xs"
            label="I accept that passwords and mail can be read on the way"
            checked={acceptsClear}
            onChange={(event) => onAcceptClear(event.currentTarget.checked)}
          />
        </Notice>
      ) : null}
      <div className={store ? undefined : classes.columns}>
        <TextInput
          label={store ? 'Folder of the message store' : 'Host name'}
          placeholder={store ? '/mnt/old-server/Postoffices' : 'mail.example.com'}
          value={settings.host}
          error={problems.host}
          spellCheck={false}
          onChange={(event) => onChange({ ...settings, host: event.currentTarget.value })}
        />
        {store ? null : (
          <NumberInput
            label="Port"
            min={1}
            max={65535}
            hideControls
            value={settings.port}
            error={problems.port}
            onChange={(value) => onChange({ ...settings, port: Number(value) })}
          />
        )}
      </div>
      <Text size="xs" c="dimmed" mt={-6}>
        {store
          ? 'A copy of the folder Postoffices of a MailEnable server, for the day its IMAP is dead. It is only read; user names are mailbox@postoffice, and no password is asked for.'
          : platformHint[settings.platform]}
      </Text>
      <NumberInput
        label={store ? 'Folders at the same time' : 'Connections at the same time'}
        description={
          store
            ? 'For one mailbox: so many folders are read side by side.'
            : 'For one mailbox. Fewer are gentler to the server; some servers refuse more than ten.'
        }
        classNames={{ wrapper: classes.short ?? '' }}
        min={1}
        max={32}
        value={settings.maxConnections}
        error={problems.maxConnections ? 'Between 1 and 32.' : null}
        onChange={(value) => onChange({ ...settings, maxConnections: Number(value) })}
      />
      {settings.pinnedFingerprint ? (
        <Group gap="xs" wrap="nowrap" align="flex-start">
          <IconCertificate size={18} className={classes.sign} aria-hidden />
          <Text size="xs" style={{ overflowWrap: 'anywhere' }}>
            Exactly one certificate is trusted here, the one with the fingerprint{' '}
            <Text span ff="monospace" size="xs">
              {settings.pinnedFingerprint}
            </Text>
          </Text>
          <Button variant="default" flex="none" onClick={() => onChange({ ...settings, pinnedFingerprint: null })}>
            Verify as usual again
          </Button>
        </Group>
      ) : null}
    </>
  );
}
