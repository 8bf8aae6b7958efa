import { Anchor, type AnchorProps, Button, type ButtonProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, ReactNode, Ref } from 'react';

type AnchorElementProps = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof AnchorProps | keyof ButtonProps> & {
  ref?: Ref<HTMLAnchorElement>;
};

function PlainTextLink(props: AnchorProps & AnchorElementProps): ReactNode {
  return <Anchor {...props} />;
}

function PlainButtonLink(props: ButtonProps & AnchorElementProps): ReactNode {
  return <Button component="a" {...props} />;
}

/** A link to a screen, in a text. */
export const TextLink = createLink(PlainTextLink);

/** A link to a screen that looks like a button. */
export const ButtonLink = createLink(PlainButtonLink);
