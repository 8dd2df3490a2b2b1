import { element } from './element.ts';
import { style } from './style.ts';

/** Where the banner is drawn: a shadow root of its own, so that neither the site's style nor ours reaches the other. */
export type Surface = ReturnType<typeof surfaceOf>;

/**
 * It is the first thing in the body, so that it comes first for whoever goes through the page by keyboard or by ear; on
 * the screen it lies over the page, in the browser's top layer, whatever the site stacks or transforms.
 */
export function surfaceOf() {
  const host = document.createElement('vitne-banner');
  const root = host.attachShadow({ mode: 'open' });
  root.adoptedStyleSheets = [sheetOf(style)];
  const status = element('p', { class: 'unseen', role: 'status' });
  root.append(status);
  document.body.prepend(host);
  const room = sheetOf('');
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, room];
  let drawn: HTMLElement | undefined;

  /** What lies over the page must not hide what has the focus (WCAG 2.2, 2.4.11), nor the page's end. */
  const makeRoom = new ResizeObserver(() => {
    const height = drawn?.isConnected ? Math.ceil(drawn.getBoundingClientRect().height) + 32 : 0;
    room.replaceSync(height > 0 ? `html { scroll-padding-bottom: ${height}px; padding-bottom: ${height}px; }` : '');
  });

  return {
    /** Draws one thing in place of what was there. */
    draw(next: HTMLElement): void {
      const hadFocus = root.activeElement !== null;
      drawn?.remove();
      makeRoom.disconnect();
      room.replaceSync('');
      root.append(next);
      drawn = next;
      if (next instanceof HTMLDialogElement) return next.showModal();
      // A browser without popovers shows the element in its place by its style alone.
      if ('showPopover' in next) next.showPopover();
      makeRoom.observe(next);
      if (hadFocus) next.querySelector<HTMLElement>('button')?.focus();
    },
    drawn: () => drawn,
    focus: (selector: string) => drawn?.querySelector<HTMLElement>(selector)?.focus(),
    /** Tells whoever listens to the page; what is drawn says it on the screen. */
    say: (text: string) => {
      status.textContent = text;
    },
  };
}

function sheetOf(text: string): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  return sheet;
}
