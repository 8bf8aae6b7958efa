import { Button, Kbd } from '@mantine/core';
import { IconEyeOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { setCustomerMode, useCustomerMode } from '../ui/customer-mode.ts';
import classes from './engine-banner.module.css';
import { ariaKeys, shortcutText } from './shortcuts.ts';

/** Says that names are hidden just now, and how to end it. */
export function CustomerModeBanner(): ReactNode {
  if (!useCustomerMode()) return null;
  return (
    <div className={`${classes.banner} ${classes.info}`} role="status">
      <IconEyeOff size={16} aria-hidden />
      <span className={classes.text}>
        Show-to-customer mode: addresses, names and subjects are blurred, counts stay. What you copy is not blurred.
      </span>
      <Button
        variant="default"
        aria-keyshortcuts={ariaKeys('customer-mode')}
        rightSection={
          <Kbd size="xs" aria-hidden>
            {shortcutText('customer-mode')}
          </Kbd>
        }
        onClick={() => setCustomerMode(false)}
      >
        Show everything
      </Button>
    </div>
  );
}
