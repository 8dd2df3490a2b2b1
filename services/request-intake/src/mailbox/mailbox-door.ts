import type { Tenant } from '@vitne/contracts/channels';
import type { Door } from '@vitne/service-kit/door';
import type { MailboxAddress } from '@vitne/service-kit/mailboxes';
import type { ServiceContext } from '@vitne/service-kit/service';
import { Temporal } from 'temporal-polyfill';
import { type OpenMailbox, openMailbox } from './imap-mailbox.ts';
import { readMail } from './read-mail.ts';
import { type MailTaken, receiveMail } from './receive-mail.ts';

const intervalMs = 5_000;
const longestRestMs = 60_000;
const mostPerLook = 50;
const attemptsPerMail = 5;
/** How long what was set aside, or not taken in whole, can still be read by staff. */
const setAsideDays = 30;

/** Follows a mailbox: what lies in it becomes requests, and leaves it once they are recorded. */
export function mailboxDoor(
  context: ServiceContext,
  tenant: Tenant,
  address: MailboxAddress,
  isActive: () => boolean,
): Door {
  const { logger } = context;
  let open: OpenMailbox | undefined;
  let failures = 0;
  let restsUntilMs = 0;
  let waits: string | undefined;
  const failed = new Map<number, number>();
  let swept: string | undefined;
  let stopped = false;

  async function mailbox(): Promise<OpenMailbox> {
    if (open?.alive()) return open;
    await open?.close();
    open = undefined;
    open = await openMailbox(address);
    failed.clear();
    return open;
  }

  async function takeAll(): Promise<number> {
    const box = await mailbox();
    const today = dayIn(context.clock.now(), 0);
    if (swept !== today) await box.sweep(today);
    swept = today;
    let waiting: string | undefined;
    let taken = 0;
    const uids = (await box.uids()).filter((uid) => (failed.get(uid) ?? 0) < attemptsPerMail);
    for (const uid of uids.slice(0, mostPerLook)) {
      if (stopped || !isActive()) break;
      const outcome = await take(box, uid);
      if (outcome?.taken === 'waits') waiting = outcome.because;
      else if (outcome) taken++;
    }
    // Said once all were looked at, so that nobody who asks meanwhile is told that nothing waits.
    waits = waiting;
    return taken;
  }

  /** One mail, recorded first and put away afterwards: whatever ends in between, it is found again and recognised. */
  async function take(box: OpenMailbox, uid: number): Promise<MailTaken | undefined> {
    const fetched = await box.fetch(uid);
    if (!fetched) return undefined;
    const mail = await readMail(fetched.raw, fetched.size);
    const place = [address.url, box.uidValidity, uid] as const;
    const outcome = await receiveMail(context, tenant, mail, { internalDate: fetched.internalDate, place }).catch(
      (error: Error): MailTaken => {
        failed.set(uid, (failed.get(uid) ?? 0) + 1);
        logger.warn({ tenant, error: error.name, attempts: failed.get(uid) }, 'A mail is not recorded yet.');
        return { taken: 'waits', because: 'failed' };
      },
    );
    if (outcome.taken === 'waits') return outcome;
    const wasWhole = outcome.taken !== 'set-aside' && mail.leftOut.length === 0;
    const keepDays = wasWhole ? address.keepDays : Math.max(setAsideDays, address.keepDays);
    if (keepDays === 0) await box.remove(uid);
    else await box.keepUntil(uid, dayIn(context.clock.now(), keepDays));
    logger.info({ tenant, taken: outcome.taken, because: 'because' in outcome ? outcome.because : undefined }, 'mail');
    return outcome;
  }

  let last: Promise<unknown> = Promise.resolve();
  const look = (): Promise<number> => {
    const next = last.then(async () => {
      if (stopped || !isActive()) return 0;
      try {
        const taken = await takeAll();
        failures = 0;
        return taken;
      } catch (error) {
        restsUntilMs = performance.now() + Math.min(longestRestMs, 1_000 * 2 ** failures++);
        logger.warn({ tenant, error: (error as Error).name, failures }, 'The mailbox does not answer.');
        return 0;
      }
    });
    last = next;
    return next;
  };

  let looking = false;
  const timer = setInterval(() => {
    if (looking || performance.now() < restsUntilMs) return;
    looking = true;
    void look().finally(() => {
      looking = false;
    });
  }, intervalMs);
  timer.unref();
  return {
    notice() {
      if (failures > 0) return `The mailbox of ${tenant} does not answer, or does not let us in.`;
      if (failed.size > 0) return `${failed.size} mails to ${tenant} could not be recorded yet.`;
      return waits === undefined ? undefined : `Mails to ${tenant} wait in the mailbox: ${waits}.`;
    },
    look,
    async stop() {
      stopped = true;
      clearInterval(timer);
      await last;
      await open?.close();
    },
  };
}

/** The UTC day that many days after a moment. */
const dayIn = (moment: string, days: number): string =>
  Temporal.Instant.from(moment).toZonedDateTimeISO('UTC').toPlainDate().add({ days }).toString();
