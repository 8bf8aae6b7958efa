import { z } from 'zod';

/** A rectangle on the desktop, in device-independent pixels. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** How the window was when it was last seen: `bounds` are those of the window when it is not maximised. */
export const windowState = z.object({
  bounds: z.object({
    x: z.number().int(),
    y: z.number().int(),
    width: z.number().int().positive(),
    height: z.number().int().positive(),
  }),
  maximized: z.boolean(),
});
export type WindowState = z.infer<typeof windowState>;

export const minimumSize = { width: 1024, height: 680 } as const;
const firstSize = { width: 1440, height: 900 } as const;
/** So much of a window must be on some display for a hand to get hold of its title bar. */
const reachable = { width: 160, height: 48 } as const;

/**
 * Where to open the window: as it was, unless the display it was on is gone or has shrunk.
 * @param workAreas of the displays that are there now, the primary one first; at least one
 */
export function placeWindow(saved: WindowState | undefined, workAreas: readonly Rectangle[]): WindowState {
  const primary = workAreas[0];
  if (!primary) throw new Error('There is no display to open a window on.');
  if (!saved) return { bounds: centred(firstSize, primary), maximized: false };
  const home = workAreas.find((area) => isReachable(saved.bounds, area));
  if (!home) return { bounds: centred(saved.bounds, primary), maximized: saved.maximized };
  return { bounds: { ...saved.bounds, ...fitted(saved.bounds, home) }, maximized: saved.maximized };
}

/** True when the strip that holds the title bar can be got hold of on this display. */
function isReachable(bounds: Rectangle, area: Rectangle): boolean {
  const width = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x);
  const below = area.y + area.height - bounds.y;
  return width >= reachable.width && bounds.y >= area.y && below >= reachable.height;
}

/** A small display may be smaller than the minimum; the window manager then clips, which beats an unreachable window. */
function fitted(size: { width: number; height: number }, area: Rectangle): { width: number; height: number } {
  return {
    width: Math.max(minimumSize.width, Math.min(size.width, area.width)),
    height: Math.max(minimumSize.height, Math.min(size.height, area.height)),
  };
}

function centred(size: { width: number; height: number }, area: Rectangle): Rectangle {
  const { width, height } = fitted(size, area);
  return {
    x: area.x + Math.max(0, Math.round((area.width - width) / 2)),
    y: area.y + Math.max(0, Math.round((area.height - height) / 2)),
    width,
    height,
  };
}
