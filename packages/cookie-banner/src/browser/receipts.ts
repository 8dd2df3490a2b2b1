import { element } from './element.ts';
import type { Receipt } from './public-api.ts';
import type { Shown, VisitorChoices } from './visitor-choices.ts';
import { words } from './words.ts';

/** The receipts of what was chosen in this browser, each as a file with proof; they are fetched when somebody opens the list. */
export function receiptsOf(shown: Shown, choices: VisitorChoices): HTMLElement | false {
  if (!choices.isKnown()) return false;
  const say = words[shown.language];
  const list = element('div', { 'aria-live': 'polite' });
  let asked = false;
  async function fetchOnce(): Promise<void> {
    if (asked) return;
    asked = true;
    try {
      const receipts = await choices.receipts();
      list.replaceChildren(
        receipts.length === 0
          ? element('p', { class: 'soft' }, say.noReceipts)
          : element('ul', {}, ...receipts.map((receipt) => itemOf(receipt, shown))),
      );
    } catch {
      asked = false;
      list.replaceChildren(element('p', { class: 'soft' }, say.receiptsFailed));
    }
  }
  return element(
    'details',
    { class: 'receipts', ontoggle: () => void fetchOnce() },
    element('summary', {}, say.receipts),
    element(
      'p',
      { class: 'soft' },
      `${say.receiptsWhy} `,
      element('a', { href: choices.verifyingPage(shown.language), target: '_blank' }, say.verify),
    ),
    list,
  );
}

function itemOf({ purpose, status, at, proof }: Receipt, { language, table }: Shown): HTMLElement {
  const say = words[language];
  const known = table.categories.flatMap(({ purposes }) => purposes).find((row) => row.purpose === purpose);
  const when = new Date(at).toLocaleString(language === 'nb' ? 'nb' : 'en-GB', {
    dateStyle: 'long',
    timeStyle: 'short',
  });
  return element(
    'li',
    {},
    element('a', { href: proof, target: '_blank' }, known?.name[language] ?? purpose),
    element('p', { class: 'soft' }, `${say.acts[status] ?? say.ended}, ${when}.`),
  );
}
