/** An element of a page as a browser would build it from markup in which every tag is closed. */
export type Element = { tag: string; attributes: Record<string, string>; children: Element[]; text: string };

const voidTags = ['meta', 'link', 'br'];
/** Elements that a paragraph cannot hold: the browser would end the paragraph there. */
const blocks = ['ul', 'dl', 'p', 'div', 'table', 'section', 'h1', 'h2', 'h3'];

/** Reads a page, and throws where a tag is not closed, or stands where it cannot. */
export function structureOf(page: string): Element {
  const root: Element = { tag: 'root', attributes: {}, children: [], text: '' };
  const open = [root];
  const pieces = page.replace(/^<!doctype html>/, '').matchAll(/<(\/?)([a-z][a-z0-9]*)([^>]*)>|([^<]+)/g);
  for (const [whole, slash, tag, rest = '', text] of pieces) {
    const parent = open.at(-1) ?? root;
    if (tag === undefined) for (const one of open) one.text += text ?? '';
    else if (slash) {
      if (parent.tag !== tag) throw new Error(`${whole} closes ${parent.tag}`);
      open.pop();
    } else {
      if (parent.tag === 'p' && blocks.includes(tag)) throw new Error(`${tag} stands in a paragraph`);
      const element = { tag, attributes: attributesOf(rest), children: [], text: '' };
      parent.children.push(element);
      if (!voidTags.includes(tag)) open.push(element);
    }
  }
  if (open.length !== 1) throw new Error(`${open.at(-1)?.tag} stays open`);
  return root;
}

function attributesOf(written: string): Record<string, string> {
  const left = written.replaceAll(/\s+[a-z-]+="[^"<>]*"/g, '').trim();
  if (left !== '') throw new Error(`an attribute is not well written: ${left}`);
  return Object.fromEntries(
    [...written.matchAll(/\s+([a-z-]+)="([^"]*)"/g)].map(([, name, value]) => [name, value ?? '']),
  );
}

/** All elements of these tags, in the order of the page. */
export function all(element: Element, ...tags: string[]): Element[] {
  return element.children.flatMap((child) => [...(tags.includes(child.tag) ? [child] : []), ...all(child, ...tags)]);
}
