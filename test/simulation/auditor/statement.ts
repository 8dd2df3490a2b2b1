import { parse } from 'yaml';

export type Rule = {
  id: string;
  dataCategories: string[];
  anchor: string;
  keep: { atLeast?: string; atMost: string };
  stopsWhen?: string;
  material?: string;
  legalDuty?: object;
  role: 'controller' | 'processor';
  systems: string[];
};
export type Purpose = {
  id: string;
  dataCategories: string[];
  populations: string[];
  directMarketing?: boolean;
  bases: { article: string; appliesTo?: { populations?: string[]; dataCategories?: string[] } }[];
  consent?: { expires?: string };
};

/** What an auditor needs of a statement file, read as anybody can read YAML. */
export type Promises = {
  zone: string;
  rules: ReadonlyMap<string, Rule>;
  purposes: ReadonlyMap<string, Purpose>;
  holds: ReadonlyMap<string, readonly string[]>;
  /** Categories whose data goes month by month. */
  rolling: ReadonlySet<string>;
  answerWithin?: string;
  /** How long the record itself is kept after a matter is closed. */
  recordAtMost: string;
};

export function readPromises(file: string): Promises {
  const document = parse(file) as {
    statement: { timeZone: string };
    retention: Rule[];
    purposes: Purpose[];
    systems: { id: string; holds: string[] }[];
    dataCategories: { id: string; keyPeriod?: string }[];
    requests: { answerWithin?: string };
    record: { keep: { atMost: string } };
  };
  const { answerWithin } = document.requests;
  return {
    zone: document.statement.timeZone,
    rules: new Map(document.retention.map((rule) => [rule.id, rule])),
    purposes: new Map(document.purposes.map((purpose) => [purpose.id, purpose])),
    holds: new Map(document.systems.map(({ id, holds }) => [id, holds])),
    rolling: new Set(document.dataCategories.filter(({ keyPeriod }) => keyPeriod === 'month').map(({ id }) => id)),
    ...(answerWithin !== undefined && { answerWithin }),
    recordAtMost: document.record.keep.atMost,
  };
}
