export type Child = Node | string | false | undefined;

/**
 * One element with its attributes, listeners (`onclick`) and children. Text stays text: nothing that the platform answers
 * is ever read as markup, and a page's policy against inline styles and scripts has nothing to object to.
 */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Record<string, string | boolean | ((event: Event) => void)>,
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name.slice(2), value);
    else if (typeof value === 'string') made.setAttribute(name, value);
    else made.toggleAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== false && child !== undefined));
  return made;
}

export const button = (kind: string, says: string, press: () => void): HTMLButtonElement =>
  element('button', { type: 'button', class: kind, onclick: press }, says);
