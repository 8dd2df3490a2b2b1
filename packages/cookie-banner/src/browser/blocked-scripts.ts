const blocked = 'script[type="text/plain"]:is([data-vitne-category], [data-vitne-purpose])';

/** Lets the page's blocked scripts run as far as they may, now and when more of them come in or something is allowed. */
export function blockedScripts(may: (name: string) => boolean): { release(): void } {
  const release = () =>
    document.querySelectorAll<HTMLScriptElement>(blocked).forEach((script) => releaseOne(script, may));
  new MutationObserver(release).observe(document.documentElement, { childList: true, subtree: true });
  return { release };
}

/**
 * The very same element is put in again with a type that runs. So its nonce, its integrity and its source stay as the page
 * wrote them, and a page that requires trusted types has nothing to object to.
 */
function releaseOne(script: HTMLScriptElement, may: (name: string) => boolean): void {
  const { vitneCategory, vitnePurpose, vitneType } = script.dataset;
  const named = [vitneCategory, vitnePurpose].filter((name) => name !== undefined);
  if (!named.every(may)) return;
  script.type = vitneType ?? 'text/javascript';
  // Scripts that are put in run as they arrive; these keep the order in which the page has them.
  if (!script.hasAttribute('async')) script.async = false;
  script.parentNode?.insertBefore(script, script.nextSibling);
}
