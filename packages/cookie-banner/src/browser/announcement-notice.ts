import { button, element } from './element.ts';
import type { Announcement, Language, PublicApi } from './public-api.ts';
import { words } from './words.ts';

/** What there is to tell about a changed statement on this page; it asks nothing, and closing it is no choice. */
export type News = {
  /** One line for the first layer, where the visitor is asked something anyhow. */
  line(language: Language): HTMLElement;
  /** A notice of its own, in place of the settings button, until the visitor closes it. */
  notice(language: Language, close: () => void): HTMLElement;
  isClosed(): boolean;
};

/** Remembers for this tab, and only after the visitor has closed the notice, that it is closed. */
const closedKey = 'vitne_announcement_closed';

/** The newest announcement, if there is one; a platform that does not answer has none. */
export async function currentNews(api: PublicApi): Promise<News | undefined> {
  const [newest] = await api.announcements().catch(() => []);
  return newest && newsOf(newest, api);
}

function newsOf(announcement: Announcement, api: PublicApi): News {
  const { announcement: id, changes } = announcement;
  const link = (language: Language) =>
    element('a', { href: api.pageOf(announcement, language) }, words[language].whatIsNew);
  let told = announcement.shownToday;
  /** The platform is told once a day that the site showed it, and nothing of the visitor. */
  function tell(): void {
    if (!told) void api.announcementShown(id).catch(() => undefined);
    told = true;
  }
  return {
    isClosed: () => sessionStorage.getItem(closedKey) === id,
    line(language) {
      tell();
      return element('p', { class: 'told' }, `${words[language].statementChanged}. `, link(language));
    },
    notice(language, close) {
      tell();
      const say = words[language];
      return element(
        'section',
        { class: 'banner', 'aria-labelledby': 'announcement', lang: language, popover: 'manual' },
        element(
          'div',
          { class: 'read' },
          element('h2', { id: 'announcement' }, say.statementChanged),
          element('ul', { class: 'changes' }, ...changes.map((change) => element('li', {}, change[language]))),
          element('p', {}, link(language)),
        ),
        element(
          'div',
          { class: 'acts' },
          button('quiet', say.close, () => {
            sessionStorage.setItem(closedKey, id);
            close();
          }),
        ),
      );
    },
  };
}
