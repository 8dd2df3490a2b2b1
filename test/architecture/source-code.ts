/** An import, export-from, dynamic import or import type: everything that makes one file need another. */
export type ImportSite = { specifier: string; line: number };

export type SourceCode = {
  /** The text with comments, strings, templates' words and regular expressions blanked, at the same offsets. */
  code: string;
  imports: ImportSite[];
};

const importForms = [
  /(?<![\w$.])(?:import|export)\b(?!\s*\()[\w$\s{},*]*?\bfrom\s*(?=['"])/g,
  /(?<![\w$.])import\s*(?=['"])/g,
  /(?<![\w$.])(?:import|require)\s*\(\s*(?=['"`])/g,
  /(?<![\w$.])import\.meta\.resolve\s*\(\s*(?=['"`])/g,
];

/** Reads one TypeScript or JavaScript file as far as rules about imports and words need it. */
export function readSource(text: string): SourceCode {
  const code = blankText(text);
  const imports: ImportSite[] = [];
  for (const form of importForms) {
    for (const match of code.matchAll(form)) {
      const quoteAt = match.index + match[0].length;
      const end = code.indexOf(code.charAt(quoteAt), quoteAt + 1);
      if (end > quoteAt) imports.push({ specifier: text.slice(quoteAt + 1, end), line: lineAt(text, match.index) });
    }
  }
  return { code, imports };
}

/** The line, counted from 1, of an offset. */
export const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;

const expressionKeyword = /(?<![\w$.])(?:return|typeof|case|in|of|void|delete|throw|new|else|do|await|yield)\s*$/;

/** Blanks everything that is text and not code, so that a word found in the result is a word of the program. */
export function blankText(text: string): string {
  const out = text.split('');
  /** For each open template `${`, the depth of braces inside it. */
  const templates: number[] = [];
  let at = 0;
  const blank = (from: number, to: number) => {
    for (let i = from; i < to && i < out.length; i++) if (out[i] !== '\n') out[i] = ' ';
  };
  const skipTo = (end: number, keepEdges: boolean) => {
    blank(keepEdges ? at + 1 : at, keepEdges ? end - 1 : end);
    at = end;
  };
  const template = (from: number) => {
    const end = templateEnd(text, from);
    blank(from, end.at);
    if (end.opens) templates.push(0);
    at = end.at + (end.opens ? 2 : 1);
  };
  while (at < text.length) {
    const char = text.charAt(at);
    const two = text.slice(at, at + 2);
    if (two === '//' || (at === 0 && two === '#!')) skipTo(endOr(text.indexOf('\n', at), text), false);
    else if (two === '/*') skipTo(endOr(text.indexOf('*/', at + 2), text, 2), false);
    else if (char === "'" || char === '"') skipTo(stringEnd(text, at), true);
    else if (char === '`') template(at + 1);
    else if (char === '}' && templates.at(-1) === 0) {
      templates.pop();
      template(at + 1);
    } else if (char === '/' && startsExpression(out.slice(Math.max(0, at - 200), at).join('')))
      skipTo(regexEnd(text, at), true);
    else {
      const open = templates.length - 1;
      if (open >= 0 && char === '{') templates[open] = (templates[open] ?? 0) + 1;
      if (open >= 0 && char === '}') templates[open] = (templates[open] ?? 0) - 1;
      at++;
    }
  }
  return out.join('');
}

const endOr = (found: number, text: string, more = 0) => (found < 0 ? text.length : found + more);

/** A slash starts a regular expression where a value may stand, and divides where one has just ended. */
function startsExpression(before: string): boolean {
  const last = before.trimEnd().at(-1);
  return last === undefined || !/[\w$)\]}'"`]/.test(last) || expressionKeyword.test(before);
}

function stringEnd(text: string, start: number): number {
  const quote = text[start];
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === quote || text[i] === '\n') return i + 1;
  }
  return text.length;
}

function regexEnd(text: string, start: number): number {
  let inClass = false;
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '[') inClass = true;
    else if (text[i] === ']') inClass = false;
    else if ((text[i] === '/' && !inClass) || text[i] === '\n') return i + 1;
  }
  return text.length;
}

function templateEnd(text: string, start: number): { at: number; opens: boolean } {
  for (let i = start; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '`') return { at: i, opens: false };
    else if (text[i] === '$' && text[i + 1] === '{') return { at: i, opens: true };
  }
  return { at: text.length, opens: false };
}
