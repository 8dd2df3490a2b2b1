import { button, element } from './element.ts';
import type { Language } from './public-api.ts';
import { words } from './words.ts';

/** Stays at the bottom of the site after a choice, as the statement promises. */
export function settingsButton(language: Language, open: () => void): HTMLElement {
  const say = words[language];
  const opens = button('settings', say.settings, open);
  opens.setAttribute('aria-haspopup', 'dialog');
  return element(
    'section',
    { class: 'corner', 'aria-label': say.settingsTitle, lang: language, popover: 'manual' },
    opens,
  );
}
