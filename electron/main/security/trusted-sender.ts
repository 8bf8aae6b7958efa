import { PAGE_ORIGIN } from '../../../shared/contract/shell.ts';

/** What is looked at in a message from a page. */
export interface Sender {
  readonly webContentsId: number;
  /** Null when the frame was gone or had navigated away by the time the message was handled. */
  readonly frame: { readonly isMainFrame: boolean; readonly origin: string } | null;
}

/**
 * Why a sender is refused, or undefined when it is the page itself: the web contents of our own window, its main frame, and
 * exactly our origin.
 */
export function senderProblem(sender: Sender, ownWebContentsId: number | undefined): string | undefined {
  if (ownWebContentsId === undefined) return 'there is no window';
  if (sender.webContentsId !== ownWebContentsId) return `web contents ${sender.webContentsId} are not our window's`;
  if (!sender.frame) return 'the frame is gone';
  if (!sender.frame.isMainFrame) return 'not the main frame';
  if (sender.frame.origin !== PAGE_ORIGIN) return `the origin is "${sender.frame.origin}"`;
  return undefined;
}
