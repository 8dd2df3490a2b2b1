import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { auditDecisions, decisionDifferences, describeDecisions } from '@vitne/cli/commands/audit-decisions';
import { auditReplay, describeReplay, differencesIn } from '@vitne/cli/commands/audit-replay';
import { auditVerify, describeVerified, findingsIn } from '@vitne/cli/commands/audit-verify';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import { statementFile, type tenants } from '@vitne/embedded/statement-files';
import type { Answer, BusAnswer, Role } from '@vitne/embedded/story/storyteller';
import { type LookUp, systemsOf } from '@vitne/embedded/story/systems-of-a-tenant';
import type { Sites } from '@vitne/service-kit/site-origins';
import { createTransport } from 'nodemailer';
import PostalMime, { type Email } from 'postal-mime';
import { expect } from 'vitest';
import { parse, stringify } from 'yaml';
import { begin, type RunningPlatform, runPlatform } from '../running-platform.ts';
import { type LedgerWitness, ledgerWitness } from './ledger-witness.ts';

type TenantName = (typeof tenants)[number];
type Identifier = { kind: string; value: string };
export type Document = Record<string, unknown>;
export type TenantAtWork = Awaited<ReturnType<typeof tenantAtWork>>;

/** Staff judges who asks. */
export const byJudgement = {
  identity: 'staff-judgement',
  ground: 'called-back',
  note: 'Called the number that we have.',
};

const dayMs = 86_400_000;

/**
 * One organisation on a platform of its own, with its systems on NATS, which do what they are told; staff, officer and
 * visitors over HTTP; and somebody who reads along in the ledger. Nothing here knows the inside of a service.
 * @param systems those that carry out their orders by themselves; the others are played by the test
 * @param sites websites that include the banner, beside the one that each statement names
 * @param lookUp what the obedient systems find when data is asked for; nothing when left out
 */
export async function tenantAtWork(tenant: TenantName, systems: readonly string[], sites: Sites = {}, lookUp?: LookUp) {
  const running: RunningPlatform = await runPlatform({ sites });
  const { user, platform } = running;
  const witness: LedgerWitness = await ledgerWitness(platform, tenant);
  const obedient = await systemsOf(tenant, systems, user, lookUp);
  let told = 0;

  const as = (role: Role) => ({ tenant, role });
  const publish = (system: string, type: string, data: object) =>
    user.publish(tenant, 'retention', type, system, `${tenant}-${type}-${++told}`, data);

  return {
    tenant,
    gateway: platform.address.gateway,
    dataDir: running.dataDir,
    witness,
    publish,
    today: () => user.today(),
    now: () => user.now(),
    /** Waits until every service has followed the ledgers to their end, and done what follows from them. */
    settled: () => platform.settled(),
    get: (path: string, role: Role | 'anyone' = 'staff') => user.get(path, role === 'anyone' ? role : as(role)),
    post: (path: string, body: object = {}, role: Role | 'anyone' = 'staff') =>
      user.post(path, role === 'anyone' ? role : as(role), body),
    user,

    /** A system tells on NATS that something happened; it is taken in, and comes back as the ledger has it. */
    async tells(system: string, type: string, data: object): Promise<AnyRecordedEvent> {
      const answer = await publish(system, type, data);
      expect(answer.seq, `${type} of ${system}: ${JSON.stringify(answer)}`).toEqual(expect.any(Number));
      // One answer for all that the event brought about: the event itself is the first of them.
      const upTo = (await witness.everything()).filter(({ position }) => position <= Number(answer.seq));
      const recorded = upTo.findLast(({ meta }) => meta.type === `${type}.v1`);
      if (!recorded) throw new Error(`${type} was accepted and is not in the ledger.`);
      return recorded;
    },

    /** A system tells what it may not; the code of the refusal comes back, and the ledger is as it was. */
    refusal: (system: string, type: string, data: object): Promise<string> =>
      withoutTrace(async () => codeOf(await publish(system, type, data))),

    /** Tries what must not be done; what was answered comes back, and the ledger is as it was. */
    withoutTrace,

    async person(identifier: Identifier): Promise<string> {
      const { status, body } = await user.post('/v1/people/lookup', as('staff'), { identifier });
      expect(status, JSON.stringify(body)).toBe(200);
      return String(body['person']);
    },

    /** Time goes on to this moment; everything that falls due meanwhile happens. */
    async time(to: string): Promise<void> {
      await user.until((Date.parse(to) - Date.parse(begin)) / dayMs);
    },

    /** Time goes on by a minute, so that what is due at this moment happens. */
    async aMinuteLater(): Promise<void> {
      await user.until((Date.parse(running.now()) + 60_000 - Date.parse(begin)) / dayMs);
    },

    /** Publishes the file with some of it changed, and waits until it counts everywhere. */
    async edition(revision: number, change: (document: Document) => void = () => {}): Promise<Answer> {
      const document = parse(statementFile(tenant)) as Document & { statement: Document };
      document.statement['revision'] = revision;
      change(document);
      const published = await user.post('/v1/statements', as('privacy-officer'), { file: stringify(document) });
      expect(published.status, JSON.stringify(published.body)).toBe(201);
      await user.everyoneKnows(tenant, published.position);
      await platform.settled();
      return published;
    },

    /** The notice of a purpose as it is shown to people, and what a choice about it says. */
    async asked(purpose: string, surface: string, method = 'pressed-button'): Promise<Document> {
      const { status, body } = await user.get(`/v1/public/${tenant}/notices/${purpose}?language=nb`, 'anyone');
      expect(status, JSON.stringify(body)).toBe(200);
      const { hash, notice } = body as { hash: string; notice: { statementVersion: string } };
      const { statementVersion } = notice;
      return { purpose, statementVersion, shown: { noticeHash: hash, language: 'nb', surface, method } };
    },

    /** The parts of the statement in force, as anybody can read them. */
    async statementInForce(): Promise<Record<string, Document[]>> {
      const { status, body } = await user.get(`/v1/public/${tenant}/statements/in-force`, 'anyone');
      expect(status, JSON.stringify(body)).toBe(200);
      return body['statement'] as Record<string, Document[]>;
    },

    /** The published page as a person reads it, without its markup. */
    async page(language: 'nb' | 'en' = 'en', version = ''): Promise<string> {
      const path = `/statements/${tenant}${version && `/${version}`}?language=${language}`;
      const { status, body } = await user.get(path, 'anyone');
      expect(status).toBe(200);
      return String(body['text'])
        .replaceAll(/<style[\s\S]*?<\/style>|<[^>]+>/g, ' ')
        .replaceAll(/\s+/g, ' ');
    },

    /** Somebody writes to the address that the statement names, from a mail program of their own. */
    async isWritten(mail: { from: string; subject: string; text: string }): Promise<void> {
      const { channels } = (await this.statementInForce())['requests'] as unknown as { channels: Document[] };
      const to = String(channels.find(({ kind }) => kind === 'email')?.['address']);
      const program = createTransport({ url: String(platform.address.mailIn), ignoreTLS: true });
      await program.sendMail({ to, ...mail });
      program.close();
      await platform.settled();
    },

    /** Waits until the notary has signed everything that the ledger holds. */
    async untilSigned(): Promise<void> {
      const { position } = (await witness.everything()).at(-1) ?? { position: 0 };
      const answer = await user.get(`/v1/ledger/proof/${position}?after=${position}`, as('auditor'));
      expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    },

    /** The mails that the platform has sent, as whoever got them reads them. */
    mails: () => mailsIn(platform.address.mail),

    /** The link to a package in the newest mail to somebody. */
    async packageLink(address: string): Promise<string> {
      await platform.settled();
      const links = (await mailsIn(platform.address.mail)).flatMap(({ to, text }) =>
        to?.[0]?.address === address ? (/http\S+\/packages\/\S+/.exec(text ?? '') ?? []) : [],
      );
      const link = links.at(-1);
      if (link === undefined) throw new Error('No link to a package was sent.');
      return link;
    },

    /** Takes a package away as a file, as whoever has its link does. */
    async takesAway(link: string, format: 'json' | 'portability-json'): Promise<Document> {
      const file = await fetch(link.replace('?', `/downloads/${format}?`), { method: 'POST' });
      expect(file.status).toBe(200);
      return (await file.json()) as Document;
    },

    /** Judges the ledgers by themselves, folds them from event 1 and compares with what the services show, and decides again. */
    async replayed(): Promise<void> {
      await platform.settled();
      const address = { ...platform.address, tenants: [...platform.address.tenants] };
      const verified = await auditVerify({ address });
      expect(findingsIn(verified), describeVerified(verified)).toBe(0);
      const replayed = await auditReplay({ address });
      expect(differencesIn(replayed), describeReplay(replayed)).toBe(0);
      const decisions = await auditDecisions({ address });
      expect(decisionDifferences(decisions), describeDecisions(decisions)).toBe(0);
    },

    /** Whoever reads an address opens the newest link that was mailed to it, and presses the button on its page. */
    async pressesLink(address: string): Promise<{ opened: number; pressed: number; page: string }> {
      await platform.settled();
      const mails = (await mailsIn(platform.address.mail)).filter(({ to }) =>
        to?.some((one) => one.address === address),
      );
      const link = mails.flatMap(({ text }) => /https?:\S+\/links\/\S+/.exec(text ?? '') ?? []).at(-1);
      if (link === undefined) throw new Error('No link was sent.');
      const opened = await fetch(link);
      const pressed = await fetch(link, { method: 'POST', body: new URLSearchParams() });
      return { opened: opened.status, pressed: pressed.status, page: await pressed.text() };
    },

    async stop(): Promise<void> {
      await obedient.stop();
      await witness.stop();
      await running.stop();
    },
  };

  /** @param but what it may leave: the record of a refusal */
  async function withoutTrace<Tried>(attempt: () => Promise<Tried>, but?: string): Promise<Tried> {
    // What follows from earlier acts is no trace of this one.
    await platform.settled();
    const before = (await witness.everything()).length;
    const tried = await attempt();
    const added = (await witness.everything()).slice(before).map(({ meta }) => meta.type);
    expect(added.filter((type) => type !== but)).toEqual([]);
    return tried;
  }
}

async function mailsIn(folder: string | undefined): Promise<Email[]> {
  if (folder === undefined) throw new Error('The platform keeps no mails: it sends them to a real mail server.');
  const names = readdirSync(folder).filter((name) => name.endsWith('.eml'));
  return Promise.all(names.toSorted().map((name) => PostalMime.parse(readFileSync(join(folder, name)))));
}

/** The closed code of a refusal, on HTTP or on NATS. */
export function codeOf(answer: Answer | BusAnswer): string {
  const { code, type } = ('body' in answer ? answer.body : (answer.problem ?? {})) as { code?: string; type?: string };
  return (code ?? type ?? 'no refusal').replace('/problems/', '');
}

export const ofType = (events: readonly AnyRecordedEvent[], type: string, person?: string): AnyRecordedEvent[] =>
  events.filter(({ meta, facts }) => meta.type === type && (person === undefined || facts['person'] === person));
