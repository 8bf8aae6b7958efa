import { expect, it, vi } from 'vitest';
import { createRunEndNotices } from '../../../electron/main/run-end-notices.ts';

const news = { title: 'Copy of anna@harbour.test: Complete', body: 'All there.', mailboxId: 'anna' };

function desktop(focused: boolean, hasBadge = true) {
  return {
    isFocused: () => focused,
    notify: vi.fn(),
    badge: vi.fn(() => hasBadge),
    countInTitle: vi.fn(),
    focus: vi.fn(),
    openMailbox: vi.fn(),
    openDomain: vi.fn(),
  };
}

it('says nothing to somebody who looks, or who does not want it', () => {
  const looking = desktop(true);
  createRunEndNotices(looking, () => true).tell(news);
  const unwanted = desktop(false);
  createRunEndNotices(unwanted, () => false).tell(news);
  expect(looking.notify).not.toHaveBeenCalled();
  expect(unwanted.notify).not.toHaveBeenCalled();
});

it('tells, counts, and forgets the count once the window is seen', () => {
  const away = desktop(false);
  const notices = createRunEndNotices(away, () => true);
  notices.tell(news);
  notices.tell(news);
  expect(away.notify).toHaveBeenCalledTimes(2);
  expect(away.badge.mock.calls).toEqual([[1], [2]]);
  notices.seen();
  notices.seen();
  expect(away.badge.mock.calls).toEqual([[1], [2], [0]]);
  expect(away.countInTitle).not.toHaveBeenCalled();
});

it('counts in the title where there is no badge, and opens the mailbox of a pressed notification', () => {
  const away = desktop(false, false);
  createRunEndNotices(away, () => true).tell(news);
  expect(away.countInTitle.mock.calls).toEqual([[1]]);
  away.notify.mock.calls[0]?.[1]();
  expect(away.focus).toHaveBeenCalledTimes(1);
  expect(away.openMailbox).toHaveBeenCalledWith('anna');
});

it('opens the domain of a deadline that comes near', () => {
  const away = desktop(false);
  createRunEndNotices(away, () => true).tell({ title: 'harbour.test: 2 h left', body: '', domainId: 'harbour' });
  away.notify.mock.calls[0]?.[1]();
  expect(away.openDomain).toHaveBeenCalledWith('harbour');
  expect(away.openMailbox).not.toHaveBeenCalled();
});
