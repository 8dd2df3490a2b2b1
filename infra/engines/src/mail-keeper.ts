import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

/** A mail as it came, with the addresses that its sender gave the server. */
export type KeptMail = { from: string; to: string[]; raw: Uint8Array };

/** A real SMTP server on this machine that passes nothing on: it keeps every mail as a file. */
export type MailKeeper = {
  /** `smtp://127.0.0.1:<port>` */
  url: string;
  folder: string;
  /** What the folder holds, in the order in which it came. */
  mails(): KeptMail[];
  stop(): Promise<void>;
};

export type MailKeeperOptions = {
  folder: string;
  port?: number;
  /** Lets in only who signs in as this; everybody, when left out. */
  signIn?: { user: string; password: string };
  /** Passes each mail on instead of keeping it; a mail that cannot be passed on is not taken. */
  deliver?: (mail: KeptMail) => Promise<void>;
  /** An SMTP code of 400 to 599 with which a recipient is turned away; undefined to let it in. */
  turnAway?: (recipient: string) => number | undefined;
};

const mostBytes = 10 * 1024 * 1024;

/** Starts the server; a folder that is there already keeps what it has. */
export async function startMailKeeper(options: MailKeeperOptions): Promise<MailKeeper> {
  const { folder, port = 0, signIn, turnAway, deliver } = options;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  let kept = filesIn(folder).length;
  const server = new SMTPServer({
    logger: false,
    authOptional: signIn === undefined,
    allowInsecureAuth: true,
    disabledCommands: signIn === undefined ? ['AUTH', 'STARTTLS'] : ['STARTTLS'],
    disableReverseLookup: true,
    size: mostBytes,
    closeTimeout: 1_000,
    onAuth({ username, password }, _session, answer) {
      const known = username === signIn?.user && password === signIn?.password;
      if (known) answer(null, { user: username });
      else answer(Object.assign(new Error('Not let in.'), { responseCode: 535 }));
    },
    onRcptTo({ address }, _session, answer) {
      const code = turnAway?.(address);
      answer(code === undefined ? null : Object.assign(new Error('Not here.'), { responseCode: code }));
    },
    onData(stream, { envelope }, answer) {
      const taken = buffer(stream).then(async (raw) => {
        const name = `${String(++kept).padStart(6, '0')}.eml`;
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        const to = envelope.rcptTo.map(({ address }) => address);
        const routed = `Return-Path: <${from}>\r\n${to.map((address) => `Delivered-To: ${address}\r\n`).join('')}`;
        const whole = Buffer.concat([Buffer.from(routed), raw]);
        if (deliver) return deliver({ from, to, raw: whole });
        // A name appears when the mail is whole, so that whoever reads along never sees half of one.
        writeFileSync(join(folder, `${name}.part`), whole, { mode: 0o600 });
        renameSync(join(folder, `${name}.part`), join(folder, name));
      });
      taken.then(
        () => answer(null),
        (error: Error) => answer(error),
      );
    },
  });
  const listening = server.listen(port, '127.0.0.1');
  await new Promise<void>((resolve, reject) => {
    listening.once('listening', resolve);
    server.once('error', reject);
  });
  // A client that breaks a connection off is its own affair.
  server.on('error', () => undefined);
  const { port: taken } = listening.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${taken}`,
    folder,
    mails: () => filesIn(folder).map((name) => keptMail(readFileSync(join(folder, name)))),
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

const filesIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.eml'))
    .sort();

function keptMail(raw: Buffer): KeptMail {
  const lines = raw.toString('latin1').split('\r\n');
  const valuesOf = (header: string) =>
    lines.filter((line) => line.startsWith(`${header}: `)).map((line) => line.slice(header.length + 2));
  return {
    from: (valuesOf('Return-Path')[0] ?? '').replace(/^<|>$/g, ''),
    to: valuesOf('Delivered-To'),
    raw: new Uint8Array(raw),
  };
}
