import { app, type BrowserWindow, Notification, nativeImage } from 'electron';
import type { Desktop } from './run-end-notices.ts';
import { focusWindow } from './window.ts';

const DOT = 16;

/** The desktop around the console's window. */
export function desktopOf(
  window: BrowserWindow,
  page: Pick<Desktop, 'openMailbox' | 'openDomain' | 'countInTitle'>,
): Desktop {
  // Kept until they are gone: what is collected can no longer be pressed.
  const shown = new Set<Notification>();
  return {
    ...page,
    isFocused: () => !window.isDestroyed() && window.isFocused(),
    focus: () => focusWindow(window),
    notify({ title, body }, onClick) {
      if (!Notification.isSupported()) return;
      const notification = new Notification({ title, body });
      shown.add(notification);
      notification.on('click', onClick);
      notification.on('close', () => shown.delete(notification));
      notification.show();
    },
    badge(count) {
      if (process.platform !== 'win32') return app.setBadgeCount(count);
      if (!window.isDestroyed()) window.setOverlayIcon(count === 0 ? null : dot(), `${count} ended`);
      return true;
    },
  };
}

/** A filled circle for the task bar of Windows. */
function dot() {
  const pixels = Buffer.alloc(DOT * DOT * 4);
  for (let y = 0; y < DOT; y++)
    for (let x = 0; x < DOT; x++)
      if (Math.hypot(x - DOT / 2 + 0.5, y - DOT / 2 + 0.5) < DOT / 2)
        pixels.writeUInt32LE(0xff2e7d32, (y * DOT + x) * 4);
  return nativeImage.createFromBitmap(pixels, { width: DOT, height: DOT });
}
