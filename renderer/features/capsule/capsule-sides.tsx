import { Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Capsule, CapsuleSide } from '../../../shared/domain/capsule.ts';
import { formatNumberOf } from '../../../shared/domain/format.ts';
import { Private, PrivateText } from '../../ui/private.tsx';
import classes from './capsule.module.css';

/** Both servers as the other installation saw them last. */
export function CapsuleSides({ capsule }: { readonly capsule: Capsule }): ReactNode {
  return (
    <div className={classes.sides}>
      <SideFacts title="Source" side={capsule.source} />
      <SideFacts title="Destination" side={capsule.destination} />
    </div>
  );
}

function SideFacts({ title, side }: { readonly title: string; readonly side: CapsuleSide }): ReactNode {
  const { facts } = side;
  return (
    <section className={classes.side} aria-label={title}>
      <Title order={2} size="h4">
        {title}: <PrivateText text={side.server} />
      </Title>
      <Text size="sm">
        <Private kind="address">{side.user}</Private> on <Private kind="text">{side.endpoint}</Private>,{' '}
        {side.hasPassword ? 'password stored there' : 'no password stored there'}
      </Text>
      {side.unreachable !== null && (
        <Text size="sm" c="var(--tone-warn)">
          <PrivateText text={side.unreachable} />
        </Text>
      )}
      {facts && (
        <Text size="xs" c="dimmed" className={classes.wrap ?? ''}>
          {facts.product ?? 'Product not named'}, {facts.tls ? facts.tls.version : 'clear text'},{' '}
          {formatNumberOf(Math.round(facts.roundTripMs), 'millisecond')} a round trip. {facts.capabilities.join(' ')}
        </Text>
      )}
    </section>
  );
}
