export type Language = 'nb' | 'en';
export type Words = Readonly<Record<Language, string>>;

/** A fact that is told: its path, what it is called, and what its values are called where they are codes. */
export type Row = readonly [path: string, label: Words, values?: Readonly<Record<string, Words>>];

/** How an event of a type is told. */
export type EventWords = {
  readonly says: Words;
  readonly rows: readonly Row[];
  /** What its sealed parts are called. */
  readonly parts?: Readonly<Record<string, Words>>;
};

export const words = (nb: string, en: string): Words => ({ nb, en });
