import { button, element } from './element.ts';
import type { Language, LocalisedText } from './public-api.ts';
import { words } from './words.ts';

/** A significant change of the statement, as `GET /v1/public/<tenant>/announcements` tells it. */
export type Announcement = {
  announcement: string;
  /** One sentence for each change. */
  changes: readonly LocalisedText[];
  /** The statement on the organisation's own site. */
  url: string;
};

/**
 * A notice that tells and asks nothing, for `draw` of the surface: before the first layer or in place of the settings
 * button. Closing it is no choice.
 */
export function announcementNotice(
  { announcement, changes, url }: Announcement,
  language: Language,
  dismiss: (announcement: string) => void,
): HTMLElement {
  const say = words[language];
  return element(
    'section',
    { class: 'banner', 'aria-labelledby': 'announcement', lang: language, popover: 'manual' },
    element(
      'div',
      { class: 'read' },
      element('h2', { id: 'announcement' }, say.statementChanged),
      element('ul', { class: 'changes' }, ...changes.map((change) => element('li', {}, change[language]))),
      element('p', {}, element('a', { href: url }, say.statement)),
    ),
    element(
      'div',
      { class: 'acts' },
      button('quiet', say.close, () => dismiss(announcement)),
    ),
  );
}
