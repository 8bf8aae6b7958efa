/** What was measured, in milliseconds where nothing else is said; medians where there are several. */
export interface UiFigures {
  readonly coldStart: number;
  /** Share of frames under 20 ms while the table of domains scrolls. */
  readonly smoothFrames: number;
  readonly sort: number;
  readonly filter: number;
  readonly palette: number;
  /** Megabytes of the page's process. */
  readonly pageMemory: number;
  /** From the last byte of both listings and all headers to the painted rows of a large folder pair. */
  readonly pairOpened: number;
  readonly pairSmoothFrames: number;
  readonly pairMemory: number;
}

interface UiBar {
  readonly what: string;
  readonly wanted: string;
  readonly reached: (figures: UiFigures) => boolean;
}

const bars: readonly UiBar[] = [
  { what: 'coldStart', wanted: 'under 2,500 ms', reached: (figures) => figures.coldStart < 2500 },
  { what: 'smoothFrames', wanted: 'at least 0.95', reached: (figures) => figures.smoothFrames >= 0.95 },
  { what: 'sort', wanted: 'under 100 ms', reached: (figures) => figures.sort < 100 },
  { what: 'filter', wanted: 'under 100 ms', reached: (figures) => figures.filter < 100 },
  { what: 'palette', wanted: 'under 50 ms', reached: (figures) => figures.palette < 50 },
  { what: 'pageMemory', wanted: 'under 400 MB', reached: (figures) => figures.pageMemory < 400 },
  { what: 'pairOpened', wanted: 'under 3,000 ms', reached: (figures) => figures.pairOpened < 3000 },
  { what: 'pairSmoothFrames', wanted: 'at least 0.95', reached: (figures) => figures.pairSmoothFrames >= 0.95 },
  { what: 'pairMemory', wanted: 'under 400 MB', reached: (figures) => figures.pairMemory < 400 },
];

/** The bars with what became of them. */
export function judge(figures: UiFigures): readonly { what: string; wanted: string; reached: boolean }[] {
  return bars.map(({ what, wanted, reached }) => ({ what, wanted, reached: reached(figures) }));
}
