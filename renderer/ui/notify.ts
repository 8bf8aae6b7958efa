import { notifications } from '@mantine/notifications';
import { createElement, type ReactNode } from 'react';
import { errorCatalogue } from '../../shared/domain/errors.ts';
import { toErrorWire } from '../app/error-wire.ts';
import { PrivateText } from './private.tsx';

/** Says briefly that something was done. */
export function notifyDone(message: string): void {
  notifications.show({ message: shown(message), color: 'teal.8', autoClose: 4000 });
}

/** Says that something failed, where no place on the screen could show it; stays until it is closed. */
export function notifyFailed(what: string, error: unknown): void {
  const wire = toErrorWire(error);
  notifications.show({
    title: shown(what),
    message: shown(`${wire.message} ${errorCatalogue[wire.code].todo}`),
    color: 'red.8',
    autoClose: false,
  });
}

function shown(text: string): ReactNode {
  return createElement(PrivateText, { text });
}
