import { createHash, pbkdf2Sync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { ImapFlow } from 'imapflow';
import { didNotStart } from './did-not-start.ts';
import { asEngineError } from './engine-error.ts';
import { fetchMailbox } from './fetch-engines.mjs';
import { startMailKeeper } from './mail-keeper.ts';
import { choosePort, loopback } from './ports.ts';
import { startSupervised } from './supervised-process.ts';

/** A real IMAP server on this machine with one mailbox for each address, and a real SMTP server in front of it. */
export type MailboxKeeper = {
  /** Where people's mail programs hand in: `smtp://127.0.0.1:<port>`. */
  smtpUrl: string;
  /** Where a mailbox is read: `imap://<user>@127.0.0.1:<port>`. */
  imapUrl(address: string): string;
  password: string;
  /** Puts a mail into a mailbox by IMAP itself, with the moment at which the server is to have received it. */
  append(address: string, raw: string | Uint8Array, received: Date): Promise<void>;
  /** How many mails each folder of a mailbox holds. */
  folders(address: string): Promise<Record<string, number>>;
  /** Ends the IMAP server as a power failure would, and starts it again on its port and data. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
};

const readyTimeoutMs = 20_000;
const pollMs = 50;

/**
 * Starts both; a folder that is there already keeps its mails, and its password.
 * @throws {EngineError} when the server cannot be fetched or does not start.
 */
export async function startMailboxKeeper(folder: string, addresses: readonly string[]): Promise<MailboxKeeper> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const password = passwordIn(folder);
  writeAccounts(folder, addresses, password);
  const command = await fetchMailbox().catch((error: unknown) => {
    throw asEngineError(error);
  });
  const port = await choosePort('the mailbox', undefined, undefined);
  const logFile = join(folder, 'imap.log');
  const start = async () => {
    const settings = ['--host', loopback, '--port', String(port), '--no-tls', 'maildir', folder];
    const server = await startSupervised('the mailbox', [...command, ...settings], logFile);
    const deadline = Date.now() + readyTimeoutMs;
    while (!(await isReady(port, userOf(addresses[0] as string), password))) {
      if (server.hasExited() || Date.now() > deadline) {
        await server.stop();
        throw didNotStart('the mailbox', 'it did not let anybody in', logFile);
      }
      await setTimeout(pollMs);
    }
    return server;
  };
  let server = await start();
  const append: MailboxKeeper['append'] = (address, raw, received) =>
    signedIn(port, userOf(address), password, async (client) => {
      await client.append('INBOX', Buffer.from(raw), [], received);
    });
  const known = (address: string) => addresses.find((one) => one.toLowerCase() === address.toLowerCase());
  const door = await startMailKeeper({
    folder: join(folder, 'not-delivered'),
    turnAway: (address) => (known(address) ? undefined : 550),
    deliver: async ({ to, raw }) => {
      for (const address of to) await append(address, raw, new Date());
    },
  });
  return {
    smtpUrl: door.url,
    imapUrl: (address) => `imap://${userOf(address)}@${loopback}:${port}`,
    password,
    append,
    folders: (address) =>
      signedIn(port, userOf(address), password, async (client) => {
        const listed = await client.list({ statusQuery: { messages: true } });
        return Object.fromEntries(listed.map(({ path, status }) => [path, status?.messages ?? 0]));
      }),
    kill: () => server.kill('SIGKILL'),
    async restart() {
      server = await start();
    },
    async stop() {
      await door.stop();
      await server.stop();
    },
  };
}

/** A user's name for an address; the server's own files have no room for every character of one. */
const userOf = (address: string): string =>
  `box-${createHash('sha256').update(address.toLowerCase()).digest('hex').slice(0, 12)}`;

function passwordIn(folder: string): string {
  const file = join(folder, 'password');
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}

const rounds = 10_000;

/** The server's accounts, in the form of passwd and shadow files. */
function writeAccounts(folder: string, addresses: readonly string[], password: string): void {
  const salt = randomBytes(16);
  const digest = pbkdf2Sync(password, salt, rounds, 32, 'sha256').toString('base64');
  const hash = `$pbkdf2-sha256$${rounds}$${salt.toString('base64')}$${digest}`;
  const lines = (rest: (user: string) => string) =>
    addresses.map((address) => `${userOf(address)}:${rest(userOf(address))}\r\n`).join('');
  writeFileSync(
    join(folder, 'pymap-etc-passwd'),
    lines((user) => `x::::${user}:`),
    { mode: 0o600 },
  );
  writeFileSync(
    join(folder, 'pymap-etc-shadow'),
    lines(() => `${hash}:::::::`),
    { mode: 0o600 },
  );
}

async function isReady(port: number, user: string, password: string): Promise<boolean> {
  try {
    return await signedIn(port, user, password, async () => true);
  } catch {
    return false;
  }
}

async function signedIn<T>(port: number, user: string, pass: string, act: (client: ImapFlow) => Promise<T>) {
  const client = new ImapFlow({
    host: loopback,
    port,
    secure: false,
    logger: false,
    auth: { user, pass },
    disableAutoIdle: true,
    connectionTimeout: readyTimeoutMs,
    greetingTimeout: readyTimeoutMs,
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await act(client);
  } finally {
    await client.logout().catch(() => undefined);
  }
}
