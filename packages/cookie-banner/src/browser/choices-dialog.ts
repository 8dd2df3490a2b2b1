import { commonToAll, cookiesOf, questionsOf } from './category-details.ts';
import { button, element } from './element.ts';
import type { CategoryName, CategoryRow, Decision } from './public-api.ts';
import { receiptsOf } from './receipts.ts';
import type { CategoryStanding } from './standing.ts';
import type { Shown, VisitorChoices } from './visitor-choices.ts';
import { answersTo, type Words, words } from './words.ts';

export type DialogActs = {
  /** One answer to everything that is asked. */
  answer(decision: Decision): void;
  /** The answers of the switches, each about its own category. */
  save(answers: { row: CategoryRow; decision: Decision }[]): void;
  allow(row: CategoryRow): void;
  withdraw(categories: CategoryName[]): void;
  close(): void;
};

/**
 * The second layer, and the settings afterwards. What is asked has a switch that is off; what has been answered has one
 * button that changes it at once; what is strictly necessary has neither. Closing answers nothing.
 */
export function choicesDialog(
  shown: Shown,
  choices: VisitorChoices,
  says: string,
  acts: DialogActs,
): HTMLDialogElement {
  const say = words[shown.language];
  const standing = choices.standing();
  const asked = standing.asked();
  const chosen = shown.table.categories.filter((row) => standing.category(row).chosen);
  const switches = new Map<CategoryRow, HTMLInputElement>();
  const cards = shown.table.categories.map((row) => {
    const stands = standing.category(row);
    const control = stands.ask ? switchOf(row, shown) : controlOf(row, stands, shown, acts);
    if (control instanceof HTMLInputElement) switches.set(row, control);
    return card(row, shown, stands, control);
  });
  const allowed = shown.table.categories.filter((row) => standing.category(row).because === 'given');
  const save = () =>
    acts.save([...switches].map(([row, { checked }]) => ({ row, decision: checked ? 'given' : 'refused' })));
  return element(
    'dialog',
    { class: 'choices', 'aria-labelledby': 'choices-title', lang: shown.language, onclose: acts.close },
    element(
      'div',
      { class: 'top' },
      element('h2', { id: 'choices-title', tabindex: '-1', autofocus: true }, say.settingsTitle),
      button('quiet close', say.close, acts.close),
    ),
    element(
      'div',
      { class: 'read' },
      element('p', {}, asked.length > 0 ? say.chooseIntro : say.settingsIntro),
      ...cards,
      commonToAll(shown),
      receiptsOf(shown, choices),
    ),
    element('p', { class: 'told', role: 'status' }, says),
    asked.length > 0 ? answers(say, asked.length === chosen.length, acts, save) : withdrawals(say, acts, allowed),
  );
}

function answers(say: Words, everything: boolean, acts: DialogActs, save: () => void): HTMLElement {
  const { refuse, accept } = answersTo(say, everything);
  return element(
    'div',
    { class: 'acts' },
    button('answer', refuse, () => acts.answer('refused')),
    button('answer', accept, () => acts.answer('given')),
    button('answer', say.save, save),
  );
}

function withdrawals(say: Words, acts: DialogActs, allowed: CategoryRow[]): HTMLElement | false {
  if (allowed.length < 2) return false;
  const all = allowed.map(({ category }) => category);
  return element(
    'div',
    { class: 'acts' },
    button('answer', say.withdrawAll, () => acts.withdraw(all)),
  );
}

const nameId = ({ category }: CategoryRow) => `name-${category}`;

function switchOf(row: CategoryRow, { language }: Shown): HTMLInputElement {
  return element('input', { type: 'checkbox', role: 'switch', name: row.category, 'aria-label': row.name[language] });
}

function controlOf(row: CategoryRow, stands: CategoryStanding, { language }: Shown, acts: DialogActs): HTMLElement {
  const say = words[language];
  if (row.category === 'necessary' || !stands.chosen)
    return element('span', { class: 'state' }, stands.allowed ? say.alwaysOn : say.refused);
  const state = stands.allowed ? say.given : stands.because === 'browser-signal' ? say.bySignal : say.refused;
  const change = stands.allowed
    ? button('change', say.withdraw, () => acts.withdraw([row.category]))
    : button('change', say.allow, () => acts.allow(row));
  change.setAttribute('aria-describedby', nameId(row));
  return element('span', { class: 'state' }, state, change);
}

function card(row: CategoryRow, shown: Shown, { chosen }: CategoryStanding, control: HTMLElement): HTMLElement {
  const say = words[shown.language];
  const unasked = element('p', { class: 'question' }, row.purposes.map(({ name }) => name[shown.language]).join(' · '));
  return element(
    'section',
    { class: 'category', 'data-category': row.category, 'aria-labelledby': nameId(row) },
    element('div', { class: 'head' }, element('h3', { id: nameId(row) }, row.name[shown.language]), control),
    ...(chosen ? questionsOf(row, shown) : [unasked]),
    row.category === 'necessary' && element('p', { class: 'soft' }, say.necessaryWhy),
    cookiesOf(row, shown),
  );
}
