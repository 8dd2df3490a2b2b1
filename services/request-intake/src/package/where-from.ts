import type { Tenant } from '@vitne/contracts/channels';
import { type DataSource, sourceOfAct } from '@vitne/contracts/data-source';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import { dpvDataSources, type PackageSource } from '@vitne/contracts/interop/access-package';
import type { LocalisedText, Source, Statement } from '@vitne/contracts/statement/schema';
import type { ServiceContext } from '@vitne/service-kit/service';

/** The statement of a package, and the sources that earlier versions of it had and that are told of. */
export type KnownSources = { statement: Statement; earlier: ReadonlyMap<string, Source> };

/** No statement changes its sources so often; beyond it the system that told is named. */
const mostVersions = 50;

const pair = (nb: string, en: string): LocalisedText => ({ nb, en });

/** What a person said or chose, by the way that it took. */
const personThrough: Readonly<Record<string, LocalisedText>> = {
  portal: pair('Det du skrev på personvernsidene', 'What you wrote on the privacy pages'),
  email: pair('E-posten din', 'Your e-mail'),
  phone: pair('Det du sa på telefonen', 'What you said on the phone'),
  letter: pair('Brevet ditt', 'Your letter'),
  staff: pair('Det du sa til oss', 'What you told us'),
  'web-form': pair('Et skjema som du fylte ut', 'A form that you filled in'),
  'in-product': pair('Valget ditt i produktet', 'Your choice in the product'),
  'cookie-banner': pair('Valget ditt om informasjonskapsler', 'Your choice about cookies'),
  'opt-out': pair('Avmeldingen din', 'Your opting out'),
};
const fromPerson = pair('Det du har sagt eller gjort', 'What you said or did');

/** Where something came from, in words for the person; of several sources of the statement it was one. */
export function namedSources(known: KnownSources, source: DataSource): PackageSource[] {
  const { statement } = known;
  const { from, ids = [], by, through, site } = source;
  const way = {
    ...(by !== undefined && { by: by === 'staff' ? ourStaff : systemNamed(statement, by.system) }),
    ...(through !== undefined && { through }),
    ...(site !== undefined && { site }),
  };
  const one = (id: string, name: LocalisedText, kind: PackageSource['kind']): PackageSource[] => [
    { id, name, kind, term: dpvDataSources[kind], ...way },
  ];
  switch (from) {
    case 'statement': {
      const told = ids.flatMap((id) => sourceById(known, id) ?? []).map((found) => ({ ...ofStatement(found), ...way }));
      const system = by === undefined || by === 'staff' ? undefined : by.system;
      return told.length > 0
        ? told
        : namedSources(known, { from: 'system', ids: system === undefined ? [] : [system] });
    }
    case 'person':
    case 'reporter':
      return one('person', personThrough[through ?? ''] ?? fromPerson, 'provided');
    case 'device':
      return one('device', pair('Nettleseren din', 'Your browser'), 'collected');
    case 'controller':
      return one(ids[0] ?? from, asItIs(ids[0] ?? from), 'third-party');
    case 'system': {
      const { id, name } = systemNamed(statement, ids[0] ?? from);
      return one(id, name, 'organisation');
    }
    case 'staff':
      return one(ourStaff.id, ourStaff.name, 'organisation');
    case 'platform':
      return one('platform', pair('Personvernsystemet vårt', 'Our privacy system'), 'organisation');
  }
}

/** Where the person's act, or one of the organisation's own, came from. */
export const sourcesOfAct = (known: KnownSources, event: AnyRecordedEvent): PackageSource[] =>
  namedSources(known, sourceOfAct(event));

/** Those that the statement names for data categories, of which it was one; the systems that hold them where it names none. */
export function sourcesOfCategories(
  known: KnownSources,
  categories: readonly string[],
  systems: readonly string[],
): PackageSource[] {
  const found = known.statement.sources.filter(({ dataCategories }) =>
    dataCategories.some((category) => categories.includes(category)),
  );
  if (found.length > 0) return namedSources(known, { from: 'statement', ids: found.map(({ id }) => id) });
  const holders = systems.length > 0 ? systems : ['platform'];
  return holders.flatMap((system) => namedSources(known, { from: 'system', ids: [system] }));
}

/** The sources that earlier versions of the statement had, where an event tells of one that it has no more. */
export async function knownSources(
  { statements }: Pick<ServiceContext, 'statements'>,
  tenant: Tenant,
  statement: Statement,
  events: readonly AnyRecordedEvent[],
): Promise<KnownSources> {
  const names = new Set(statement.sources.map(({ id }) => id));
  const versions = new Set<string>();
  for (const { meta, facts } of events) {
    const told = Object.values((facts['sources'] ?? {}) as Record<string, string[]>).flat();
    const version = (facts['statementVersion'] as string | undefined) ?? meta.statementVersion;
    if (version !== undefined && told.some((id) => !names.has(id))) versions.add(version);
  }
  const earlier = new Map<string, Source>();
  for (const version of [...versions].slice(0, mostVersions)) {
    const found = await statements.version(tenant, version);
    for (const source of found?.statement.sources ?? []) earlier.set(source.id, source);
  }
  return { statement, earlier };
}

const ourStaff = { id: 'staff', name: pair('Oss som arbeider her', 'Our staff') };
const asItIs = (name: string): LocalisedText => pair(name, name);
const systemNamed = ({ systems }: Statement, id: string) => ({
  id,
  name: systems.find((one) => one.id === id)?.name ?? asItIs(id),
});

const sourceById = ({ statement, earlier }: KnownSources, wanted: string): Source | undefined =>
  statement.sources.find(({ id }) => id === wanted) ?? earlier.get(wanted);

function ofStatement({ id, name, kind, how }: Source): PackageSource {
  const isRegister = kind === 'third-party' && how.includes('register');
  return { id, name, kind, term: dpvDataSources[isRegister ? 'public-register' : kind] };
}
