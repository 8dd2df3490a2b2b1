import type { Browser } from 'playwright-core';

/** A telephone, a tablet upright, one lying down, and a desk. */
export const screenWidths = [390, 768, 1024, 1280] as const;

/** What of a page stands out of its sheet on a screen of this width, by its tag and first words. Nothing is what it should be. */
export async function standingOut(browser: Browser, page: string, width: number): Promise<string[]> {
  const tab = await browser.newPage({ viewport: { width, height: 900 } });
  try {
    await tab.setContent(page);
    return await tab.evaluate<string[]>(`(() => {
      const edge = document.querySelector('main').getBoundingClientRect().right + 1;
      const seen = (element) => !element.closest('.unseen, .skip, thead');
      return [...document.querySelectorAll('main *')]
        .filter((element) => seen(element) && element.getBoundingClientRect().right > edge)
        .map((element) => element.tagName + ' ' + element.textContent.trim().slice(0, 40));
    })()`);
  } finally {
    await tab.close();
  }
}
