import { describe, expect, it } from 'vitest';
import { minimumSize, placeWindow } from '../../../electron/main/window-placement.ts';

describe('placeWindow', () => {
  const primary = { x: 0, y: 0, width: 1920, height: 1040 };
  const right = { x: 1920, y: 0, width: 2560, height: 1400 };
  const saved = { bounds: { x: 2000, y: 100, width: 1300, height: 900 }, maximized: true };

  it('opens in the middle of the primary display the first time', () => {
    expect(placeWindow(undefined, [primary])).toEqual({
      bounds: { x: 240, y: 70, width: 1440, height: 900 },
      maximized: false,
    });
  });

  it('opens where it was', () => {
    expect(placeWindow(saved, [primary, right])).toEqual(saved);
  });

  it('comes back to the primary display when the other one is gone', () => {
    expect(placeWindow(saved, [primary])).toEqual({
      bounds: { x: 310, y: 70, width: 1300, height: 900 },
      maximized: true,
    });
  });

  it.each([
    ['above', { x: 0, y: -50, width: 1300, height: 800 }],
    ['below', { x: 0, y: 1020, width: 1300, height: 800 }],
    ['left', { x: -1250, y: 0, width: 1300, height: 800 }],
  ])('comes back when its title bar would be out of reach: %s', (_where, bounds) => {
    const placed = placeWindow({ bounds, maximized: false }, [primary]);
    expect(placed.bounds).toEqual({ x: 310, y: 120, width: 1300, height: 800 });
  });

  it('shrinks to the display, but not below the minimum', () => {
    const big = { bounds: { x: 0, y: 0, width: 5000, height: 3000 }, maximized: false };
    expect(placeWindow(big, [primary]).bounds).toMatchObject({ width: 1920, height: 1040 });
    expect(placeWindow(big, [{ x: 0, y: 0, width: 800, height: 600 }]).bounds).toMatchObject(minimumSize);
  });
});
