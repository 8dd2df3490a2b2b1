import type { News } from './announcement-notice.ts';
import { choicesDialog } from './choices-dialog.ts';
import { firstLayer } from './first-layer.ts';
import type { CategoryName, CategoryRow, Decision, Language, Method } from './public-api.ts';
import { settingsButton } from './settings-button.ts';
import type { Surface } from './surface.ts';
import type { Outcome, Shown, VisitorChoices } from './visitor-choices.ts';
import { words } from './words.ts';

/**
 * What the visitor is shown, and what becomes of each act. Only pressing a button that says yes or no is a choice: not
 * scrolling, not closing, not Escape, not leaving.
 */
export function conversation(surface: Surface, choices: VisitorChoices, news: News | undefined, language: Language) {
  const say = words[language];
  let busy = false;

  /** Shows the question when there is one, otherwise what is new, otherwise the button that leads to the settings. */
  async function begin(says?: string): Promise<void> {
    if (choices.standing().asked().length === 0) {
      const isNew = news !== undefined && !news.isClosed();
      const settings = () => surface.draw(settingsButton(language, open));
      return isNew ? surface.draw(news.notice(language, settings)) : settings();
    }
    const shown = await choices.show(language);
    const acts = { answer: (decision: Decision) => answer(shown, decision), choose: open };
    surface.draw(firstLayer(shown, choices, { says, news }, acts));
  }

  async function openDialog(says = '', focus?: CategoryName): Promise<void> {
    const shown = await choices.show(language);
    const close = () => {
      if (surface.drawn() === dialog) goOn(begin().then(() => surface.focus('.quiet, .settings')));
    };
    const dialog = choicesDialog(shown, choices, says, {
      answer: (decision) => answer(shown, decision),
      save: (answers) => act(() => choices.choose(shown, answers, 'settings-page'), done),
      allow: (row) => change(row.category, say.saved, () => allow(shown, row)),
      withdraw: (categories) => change(categories[0], say.withdrawn, () => withdraw(categories)),
      close,
    });
    // What the visitor has switched on and not saved yet stays so when another category is changed meanwhile.
    const switchedOn = surface.drawn()?.querySelectorAll<HTMLInputElement>('input:checked') ?? [];
    for (const { name } of switchedOn) dialog.querySelector(`input[name=${name}]`)?.toggleAttribute('checked', true);
    surface.draw(dialog);
    if (focus) surface.focus(`[data-category=${focus}] button`);
  }

  const open = () => goOn(openDialog());

  /** What cannot be shown just now leaves what is on the screen, and troubles the site with no error. */
  function goOn(step: Promise<void>): void {
    void step.catch((error: Error) => console.warn('The cookie banner could not go on.', error.message));
  }

  /** One act at a time: a button that is pressed twice is pressed once. */
  function act(record: () => Promise<Outcome>, then: (outcome: Outcome) => Promise<void>): void {
    if (busy) return;
    busy = true;
    surface.drawn()?.setAttribute('aria-busy', 'true');
    const finished = record()
      .then(then)
      .finally(() => {
        busy = false;
        surface.drawn()?.removeAttribute('aria-busy');
      });
    goOn(finished);
  }

  const saysOf = (outcome: Outcome, recorded: string, failed: string): string =>
    ({ recorded, failed, outdated: say.changed })[outcome];

  async function done(outcome: Outcome): Promise<void> {
    if (outcome === 'recorded') surface.say(say.saved);
    await begin(saysOf(outcome, '', say.failed) || undefined);
  }

  const choose = (shown: Shown, rows: CategoryRow[], decision: Decision, method: Method) =>
    choices.choose(
      shown,
      rows.map((row) => ({ row, decision })),
      method,
    );

  const answer = (shown: Shown, decision: Decision) =>
    act(() => choose(shown, choices.standing().asked(), decision, 'pressed-button'), done);

  const allow = (shown: Shown, row: CategoryRow) => choose(shown, [row], 'given', 'settings-page');

  async function withdraw(categories: CategoryName[]): Promise<Outcome> {
    const outcomes: Outcome[] = [];
    for (const category of categories) outcomes.push(await choices.withdraw(category));
    return outcomes.find((outcome) => outcome !== 'recorded') ?? 'recorded';
  }

  /** A change in the settings: the dialog stays, and shows how it stands now. */
  function change(category: CategoryName | undefined, says: string, record: () => Promise<Outcome>): void {
    const failed = says === say.withdrawn ? say.notWithdrawn : say.failed;
    act(record, (outcome) => openDialog(saysOf(outcome, says, failed), category));
  }

  return { begin, open };
}
