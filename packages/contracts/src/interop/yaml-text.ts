import { parse, stringify } from 'yaml';
import { MAX_STATEMENT_LENGTH, MAX_YAML_ALIASES } from '../statement/parse-statement.ts';

/** A value as YAML, without aliases, each line at most 120 characters where words allow it. */
export function yamlText(value: unknown): string {
  return stringify(value, { aliasDuplicateObjects: false, lineWidth: 120 });
}

/** The value of a YAML or JSON text; undefined where the text is neither, too large, or unfolds without end. */
export function readYaml(text: string): unknown {
  if (text.length > MAX_STATEMENT_LENGTH) return undefined;
  try {
    return parse(text, {
      schema: 'core',
      maxAliasCount: MAX_YAML_ALIASES,
      logLevel: 'error',
      stringKeys: true,
    }) as unknown;
  } catch {
    return undefined;
  }
}
