import { currentNews } from './announcement-notice.ts';
import { blockedScripts } from './blocked-scripts.ts';
import { conversation } from './conversation.ts';
import { googleConsentMode } from './google-consent-mode.ts';
import { removeListed, visitBegins } from './listed-cookies.ts';
import { publicApi } from './public-api.ts';
import { offerSiteApi } from './site-api.ts';
import { surfaceOf } from './surface.ts';
import { type VisitorChoices, visitorChoices } from './visitor-choices.ts';
import { languageOf } from './words.ts';

/** `…/banner/<tenant>.js`: the address that the script was included from says which platform and whose banner. */
const ownAddress = /^(.*)\/banner\/([a-z0-9-]+)\.js$/;

async function run(tag: HTMLScriptElement): Promise<void> {
  const { origin, pathname } = new URL(tag.src);
  const [, platform, tenant] = ownAddress.exec(origin + pathname) ?? [];
  if (platform === undefined || tenant === undefined || window.vitne) return;
  const google = tag.hasAttribute('data-google-consent-mode') ? googleConsentMode() : undefined;
  const signal = (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl === true;
  let choices: VisitorChoices | undefined;
  let talk: ReturnType<typeof conversation> | undefined;
  const may = (name: string) => choices?.may(name) ?? false;
  const site = offerSiteApi(may, () => talk?.open());
  const scripts = blockedScripts(may);

  function apply(): void {
    if (!choices) return;
    const allowed = choices.standing().allowed();
    const forbidden = choices.table().categories.filter(({ category }) => !allowed.includes(category));
    removeListed(forbidden.flatMap(({ cookies }) => cookies));
    google?.update(allowed);
    scripts.release();
    site.tell(allowed);
  }

  const api = publicApi(platform, tenant);
  const news = currentNews(api);
  choices = await visitorChoices(api, signal, apply);
  if (visitBegins()) replaceByFreshOnes(choices);
  apply();
  if (document.readyState === 'loading')
    await new Promise((resolve) => document.addEventListener('DOMContentLoaded', resolve, { once: true }));
  const language = languageOf(document.documentElement.lang, choices.table().languages);
  talk = conversation(surfaceOf(), choices, await news, language);
  await talk.begin();
}

/**
 * What lives until the next visit ends here. Scripts that are allowed run after this and set it afresh; what is strictly
 * necessary is the site's own to replace.
 */
function replaceByFreshOnes(choices: VisitorChoices): void {
  const { categories, choiceCookie } = choices.table();
  const ended = categories.flatMap(({ consentRequired, cookies }) => (consentRequired ? cookies : []));
  removeListed(ended.filter(({ renewed }) => renewed));
  if (choiceCookie.renewed) choices.renew();
}

if (document.currentScript instanceof HTMLScriptElement) {
  // Without an answer from the platform nothing is asked, and nothing is allowed.
  void run(document.currentScript).catch((error: Error) =>
    console.warn('The cookie banner did not start.', error.message),
  );
}
