import type { RunEndNews } from '../../shared/contract/run-end.ts';

/** What a notice needs of the desktop. */
export interface Desktop {
  isFocused(): boolean;
  /** Shows a notification; `onClick` when the person presses it. */
  notify(news: RunEndNews, onClick: () => void): void;
  /** Shows a number on the app's symbol. False where the desktop has no place for it. */
  badge(count: number): boolean;
  /** The same in the title of the window. */
  countInTitle(count: number): void;
  focus(): void;
  openMailbox(mailboxId: string): void;
  openDomain(domainId: string): void;
}

/** Tells of runs that ended and of deadlines that came near while nobody looked, and counts them until somebody does. */
export interface RunEndNotices {
  tell(news: RunEndNews): void;
  /** The window has the focus: what ended is seen now. */
  seen(): void;
}

/** Notices on this desktop, as long as `wanted` says so. */
export function createRunEndNotices(desktop: Desktop, wanted: () => boolean): RunEndNotices {
  let unseen = 0;
  const show = (): void => {
    if (!desktop.badge(unseen)) desktop.countInTitle(unseen);
  };
  return {
    tell(news) {
      if (!wanted() || desktop.isFocused()) return;
      unseen += 1;
      show();
      desktop.notify(news, () => {
        desktop.focus();
        if (news.mailboxId !== undefined) desktop.openMailbox(news.mailboxId);
        else if (news.domainId !== undefined) desktop.openDomain(news.domainId);
      });
    },
    seen() {
      if (unseen === 0) return;
      unseen = 0;
      show();
    },
  };
}
