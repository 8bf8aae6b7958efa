// Run in the page by Playwright, so each function stands alone: nothing of this file's scope reaches there.

/** Frame times while a table scrolls, in milliseconds. */
export async function scrollFrames(durationMs: number): Promise<number[]> {
  const grid = document.querySelector<HTMLElement>('main [role="grid"]');
  if (!grid) throw new Error('There is no table to scroll.');
  const frames: number[] = [];
  const end = performance.now() + durationMs;
  let before: number | null = null;
  await new Promise<void>((resolve) => {
    const step = (now: number): void => {
      if (before !== null) frames.push(now - before);
      before = now;
      grid.scrollTop += 160;
      if (now < end) requestAnimationFrame(step);
      else resolve();
    };
    requestAnimationFrame(step);
  });
  await new Promise((next) => setTimeout(next, 100));
  const { left, top, width, height } = grid.getBoundingClientRect();
  if (!document.elementFromPoint(left + width / 2, top + height / 2)?.closest('[role="row"]'))
    throw new Error('The table scrolled away from its rows.');
  return frames;
}

/** Clicks the header of a column; milliseconds until the rows are painted in the new order. */
export async function sortTime(column: string): Promise<number> {
  const header = [...document.querySelectorAll<HTMLElement>('main [role="columnheader"]')].find(
    (cell) => cell.textContent?.trim() === column,
  );
  const button = header?.querySelector<HTMLElement>('button');
  if (!header || !button) throw new Error(`There is no column ${column}.`);
  const before = header.getAttribute('aria-sort');
  const start = performance.now();
  button.click();
  while (header.getAttribute('aria-sort') === before) {
    if (performance.now() - start > 5000) throw new Error('The page shows no answer.');
    await new Promise((next) => setTimeout(next, 0));
  }
  return new Promise((resolve) => {
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => resolve(performance.now() - start);
      channel.port2.postMessage(null);
    });
  });
}

/** Types a text into the search field of the table at once; milliseconds until the rows that match are painted. */
export async function filterTime(text: string): Promise<number> {
  const field = document.querySelector<HTMLInputElement>('main input[aria-keyshortcuts="/"]');
  const grid = document.querySelector<HTMLElement>('main [role="grid"]');
  const setValue = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set;
  if (!field || !grid || !setValue) throw new Error('There is no table with a search field.');
  const before = grid.getAttribute('aria-rowcount');
  const start = performance.now();
  setValue.call(field, text);
  field.dispatchEvent(new Event('input', { bubbles: true }));
  while (grid.getAttribute('aria-rowcount') === before) {
    if (performance.now() - start > 5000) throw new Error('The page shows no answer.');
    await new Promise((next) => setTimeout(next, 0));
  }
  return new Promise((resolve) => {
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => resolve(performance.now() - start);
      channel.port2.postMessage(null);
    });
  });
}

/** Types a text into the palette key by key; milliseconds from each key to the painted answer. */
export async function paletteTimes(text: string): Promise<number[]> {
  const field = document.querySelector<HTMLInputElement>('[role="dialog"] [role="combobox"]');
  const setValue = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set;
  if (!field || !setValue) throw new Error('The palette is not open.');
  const times: number[] = [];
  for (let length = 1; length <= text.length; length++) {
    const start = performance.now();
    setValue.call(field, text.slice(0, length));
    field.dispatchEvent(new Event('input', { bubbles: true }));
    // The list says for which text it holds the answer.
    while (field.getAttribute('aria-busy') !== 'false') {
      if (performance.now() - start > 5000) throw new Error('The page shows no answer.');
      await new Promise((next) => setTimeout(next, 0));
    }
    await new Promise<void>((resolve) => {
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => resolve();
        channel.port2.postMessage(null);
      });
    });
    times.push(performance.now() - start);
    // A quick typist's pause.
    await new Promise((next) => setTimeout(next, 60));
  }
  return times;
}
