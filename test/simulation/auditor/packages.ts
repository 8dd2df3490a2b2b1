import { type Entry, moment, type Report, text } from './ledger.ts';

type Link = { number: number; expiresMs: number; uses: number; used: number };
type Package = { entry: Entry; endsMs: number; link?: Link; disposed: boolean; reported?: true };

const dayMs = 86_400_000;
/** What a person is told of a package: so long it is there, and so long and so often a link to it works. */
const promised = { packageDays: 60, linkDays: 14, uses: 10 };

/** Packages behind links: only the newest link opens, for as long and as often as it was said, and what is over is deleted. */
export function packages(report: Report) {
  const all = new Map<string, Package>();
  const counts = { assembled: 0, links: 0, opened: 0, downloaded: 0, disposed: 0 };

  function assemble(entry: Entry): void {
    counts.assembled += 1;
    const endsMs = moment(entry, 'expires');
    if (endsMs > moment(entry, 'assembled') + promised.packageDays * dayMs)
      report('package-lives-too-long', entry, `until ${text(entry, 'expires')}`);
    all.set(text(entry, 'package'), { ...all.get(text(entry, 'package')), entry, endsMs, disposed: false });
  }

  function issue(entry: Entry, made: Package): void {
    counts.links += 1;
    const [issuedMs, expiresMs] = [moment(entry, 'issued'), moment(entry, 'expires')];
    const uses = Number(entry.facts['uses']);
    if (expiresMs > issuedMs + promised.linkDays * dayMs || uses > promised.uses)
      report('link-lives-too-long', entry, `until ${text(entry, 'expires')}, ${uses} times`);
    made.link = { number: Number(entry.facts['link']), expiresMs, uses, used: 0 };
  }

  function use(entry: Entry, made: Package): void {
    const { link } = made;
    if (made.disposed) report('opened-after-disposal', entry, text(entry, 'package'));
    if (link?.number !== Number(entry.facts['link']))
      return report(
        'opened-by-old-link',
        entry,
        `link ${text(entry, 'link')}, and ${link?.number ?? 'none'} is the newest`,
      );
    link.used += 1;
    if (entry.atMs > link.expiresMs) report('opened-after-link-ended', entry, new Date(link.expiresMs).toISOString());
    if (link.used > link.uses || Number(entry.facts['use']) > link.uses)
      report('opened-too-often', entry, `${link.used} times, and ${link.uses} were allowed`);
  }

  return {
    counts,

    take(entry: Entry): void {
      if (!entry.type.startsWith('package.')) return;
      if (entry.type === 'package.assembled') return assemble(entry);
      const made = all.get(text(entry, 'package'));
      if (!made) return report('package-never-assembled', entry, text(entry, 'package'));
      if (entry.type === 'package.link-issued') issue(entry, made);
      if (entry.type === 'package.opened') counts.opened += 1;
      if (entry.type === 'package.downloaded') counts.downloaded += 1;
      if (entry.type === 'package.opened' || entry.type === 'package.downloaded') use(entry, made);
      if (entry.type === 'package.disposed') {
        counts.disposed += 1;
        made.disposed = true;
      }
    },

    tickOver(tick: number, beganMs: number): void {
      for (const made of all.values()) {
        if (made.disposed || made.reported || made.entry.tick >= tick || made.endsMs > beganMs) continue;
        made.reported = true;
        report('package-kept-too-long', made.entry, `it was to be gone ${new Date(made.endsMs).toISOString()}`);
      }
    },
  };
}
