import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { copyText } from '../app/copy-text.ts';

const SHOWN_MS = 1500;

/** Copies a text to the clipboard and says so. With `label` a button with words, without one an icon. */
export function CopyButton({
  text,
  what,
  label,
}: {
  /** The text, or where to get it when pressed. */
  text: string | (() => Promise<string>);
  /** What is copied, for the hint: "Copy fingerprint". */
  what: string;
  label?: string;
}): ReactNode {
  const [copied, setCopied] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  async function copy(): Promise<void> {
    await copyText(typeof text === 'string' ? text : await text());
    setCopied(true);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setCopied(false), SHOWN_MS);
  }

  const CopyIcon = copied ? IconCheck : IconCopy;
  if (label) {
    return (
      <Button variant="default" leftSection={<CopyIcon size={16} aria-hidden />} onClick={() => void copy()}>
        {copied ? 'Copied' : label}
      </Button>
    );
  }
  return (
    <Tooltip label={copied ? 'Copied' : `Copy ${what}`}>
      <ActionIcon size="sm" aria-label={copied ? `Copied ${what}` : `Copy ${what}`} onClick={() => void copy()}>
        <CopyIcon size={15} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
