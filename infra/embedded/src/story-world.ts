import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from '@nats-io/transport-node';
import type { Platform } from './platform.ts';
import type { World } from './story/storyteller.ts';

const mailsIn = (folder: string) => (address: string) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.eml'))
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .filter((mail) => mail.includes(`Delivered-To: ${address}\r\n`));

/** What the people and systems of the story are given of a running platform. */
export const worldOf = (platform: Platform, begin: string, say: (line: string) => void): World => ({
  gateway: platform.address.gateway,
  token: (as) => platform.token(as),
  bus: (tenant) =>
    connect({ servers: platform.engines.nats.url, ...platform.engines.nats.credentials(`system-${tenant}`) }),
  begin,
  say,
  ...(platform.address.mail !== undefined && { mailsTo: mailsIn(platform.address.mail) }),
});
