import { dpvStatement } from '@vitne/contracts/interop/dpv-statement';
import { fideslangOf } from '@vitne/contracts/interop/fideslang';
import { type ImportedStatement, importFideslang } from '@vitne/contracts/interop/fideslang-import';
import { readYaml, yamlText } from '@vitne/contracts/interop/yaml-text';
import { UsageError } from '../usage-error.ts';
import { publishableStatement, textOfFile } from './statement-file.ts';

/** A statement as JSON-LD, or as a fideslang manifest in YAML. @throws {UsageError} when the file has errors. */
export function exportedStatement(path: string, format: 'dpv' | 'fideslang'): string {
  const statement = publishableStatement(path);
  return format === 'dpv' ? JSON.stringify(dpvStatement(statement), undefined, 2) : yamlText(fideslangOf(statement));
}

/** A draft from a fideslang manifest. @throws {UsageError} when the file is no such manifest. */
export function importedStatement(path: string): ImportedStatement {
  const imported = importFideslang(readYaml(textOfFile(path)));
  if (imported.draft) return imported;
  const [finding] = imported.findings;
  throw new UsageError(
    `The file ${path} is no fideslang manifest: ${finding?.path || 'whole file'}: ${finding?.message}.`,
  );
}

/** The draft as YAML, and a line for each thing that somebody has to write. */
export function describeImport({ draft, findings }: ImportedStatement): { draft: string; findings: string } {
  return {
    draft: yamlText(draft),
    findings: findings
      .map(({ code, path, message, mend }) => `${code} at ${path || '(whole file)'}: ${message} ${mend}`)
      .join('\n'),
  };
}
