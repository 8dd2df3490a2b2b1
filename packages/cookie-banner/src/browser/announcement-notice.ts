import { button, element } from './element.ts';
import type { Language, LocalisedText } from './public-api.ts';
import { words } from './words.ts';

/** A significant change of the statement, as the organisation announces it before or when it takes effect. */
export type Announcement = {
  announcement: string;
  says: LocalisedText;
  changes: readonly LocalisedText[];
  url: string;
};

/**
 * A notice that tells and asks nothing, for `draw` of the surface: before the first layer or in place of the settings
 * button. Closing it is no choice.
 */
export function announcementNotice(
  { announcement, says, changes, url }: Announcement,
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
      element('h2', { id: 'announcement' }, says[language]),
      element('ul', { class: 'changes' }, ...changes.map((change) => element('li', {}, change[language]))),
      element('p', {}, element('a', { href: url }, say.readMore)),
    ),
    element(
      'div',
      { class: 'acts' },
      button('quiet', say.dismiss, () => dismiss(announcement)),
    ),
  );
}
