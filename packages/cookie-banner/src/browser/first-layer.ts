import type { News } from './announcement-notice.ts';
import { commonToAll, questionsOf } from './category-details.ts';
import { button, element } from './element.ts';
import type { CategoryRow, Decision } from './public-api.ts';
import type { Shown, VisitorChoices } from './visitor-choices.ts';
import { answersTo, words } from './words.ts';

export type FirstLayerActs = {
  /** One answer to everything that is asked here. */
  answer(decision: Decision): void;
  choose(): void;
};

/** What a visitor meets first: everything that is asked, with a yes and a no of the same size, place and colour. */
export function firstLayer(
  shown: Shown,
  choices: VisitorChoices,
  { says, news }: { says: string | undefined; news: News | undefined },
  acts: FirstLayerActs,
) {
  const say = words[shown.language];
  const standing = choices.standing();
  const asked = standing.asked();
  const chosen = shown.table.categories.filter((row) => standing.category(row).chosen);
  const bySignal = chosen.filter((row) => standing.category(row).because === 'browser-signal');
  const again = asked.some((row) => standing.category(row).because !== 'never-asked');
  const { refuse, accept } = answersTo(say, asked.length === chosen.length);
  const controller = [...shown.notices.values()][0]?.notice.controller.name ?? location.hostname;
  const namesOf = (rows: CategoryRow[]) => rows.map(({ name }) => name[shown.language].toLowerCase()).join(', ');
  return element(
    'section',
    { class: 'banner', 'aria-labelledby': 'title', lang: shown.language, popover: 'manual' },
    element(
      'div',
      { class: 'read' },
      element('h2', { id: 'title' }, again ? say.titleAgain : say.title(location.hostname.replace(/^www\./, ''))),
      element('p', {}, again ? say.introAgain : say.intro(controller)),
      news?.line(shown.language),
      says !== undefined && element('p', { class: 'told', role: 'alert' }, says),
      bySignal.length > 0 && element('p', { class: 'told' }, say.signal(namesOf(bySignal))),
      element(
        'ul',
        { class: 'asked' },
        ...asked.map((row) =>
          element('li', {}, element('h3', {}, row.name[shown.language]), ...questionsOf(row, shown)),
        ),
      ),
      commonToAll(shown),
    ),
    element(
      'div',
      { class: 'acts' },
      button('answer', refuse, () => acts.answer('refused')),
      button('answer', accept, () => acts.answer('given')),
      button('quiet', say.choose, acts.choose),
    ),
  );
}
