// What a customer who looks on could read or hear of others.
import type { Page } from '@playwright/test';

/** Remembers the texts of a column of the table on screen. */
export async function collect(page: Page, column: string, names: Set<string>): Promise<void> {
  const grid = page.getByRole('main').getByRole('grid').first();
  const header = grid.getByRole('columnheader', { name: column, exact: true });
  await header.waitFor();
  await grid.getByRole('row').nth(1).waitFor();
  const place = await header.evaluate((cell) => [...(cell.parentElement?.children ?? [])].indexOf(cell) + 1);
  const texts = await grid.locator(`[role="gridcell"]:nth-child(${place})`).allInnerTexts();
  for (const text of texts) if (text.trim().length > 3 && text !== '(no subject)') names.add(text.trim());
}

/** Every place where somebody's name, an address or a domain can be read, in words for the report. */
export function readable(page: Page, names: ReadonlySet<string>): Promise<string[]> {
  return page.evaluate(
    (known) => {
      const tells = (text: string | null | undefined): boolean =>
        text !== null &&
        text !== undefined &&
        (/[^\s@]+@[^\s@]+\.test\b/i.test(text) ||
          /[a-z0-9]\.test\b/i.test(text) ||
          known.some((name) => text.includes(name)));
      const blurred = (element: Element | null): boolean => {
        for (let at = element; at; at = at.parentElement) if (getComputedStyle(at).filter.includes('blur')) return true;
        return false;
      };
      const unspoken = (element: Element): boolean => element.closest('[aria-hidden="true"]') !== null;
      const found: string[] = [];
      const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const node = walker.currentNode;
        const element = node.parentElement;
        if (!element || element.closest('script, style') || !tells(node.textContent)) continue;
        if (!element.checkVisibility()) continue;
        if (!blurred(element)) found.push(`text: ${node.textContent}`);
        else if (!unspoken(element)) found.push(`spoken: ${node.textContent}`);
      }
      for (const element of document.querySelectorAll(
        '[title], [aria-label], [placeholder], [alt], [aria-description]',
      )) {
        for (const name of ['title', 'aria-label', 'placeholder', 'alt', 'aria-description']) {
          const value = element.getAttribute(name);
          // An example in an empty field names nobody.
          if (name === 'placeholder' && value === 'anna@harbour.test') continue;
          if (tells(value) && !unspoken(element)) found.push(`${name}: ${value}`);
        }
      }
      for (const field of document.querySelectorAll<HTMLInputElement>('input, textarea'))
        if (tells(field.value) && field.checkVisibility() && !blurred(field)) found.push(`field: ${field.value}`);
      if (tells(document.title)) found.push(`window: ${document.title}`);
      return found;
    },
    [...names],
  );
}
