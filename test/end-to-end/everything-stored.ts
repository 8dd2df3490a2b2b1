import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import type { Engines } from '@vitne/engines/start-engines';
import { MongoClient } from 'mongodb';

/** Something that is stored, and the bytes that it is stored as. */
export type Stored = { where: string; bytes: Buffer };

/** Every file below a folder, but not below the folders that are left out. */
export function* filesBelow(folder: string, leftOut: readonly string[] = []): Generator<Stored> {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const where = relative(folder, path);
    if (!entry.isFile() || leftOut.some((one) => where.startsWith(`${one}/`))) continue;
    yield { where, bytes: withoutEmptyPages(readFileSync(path)) };
  }
}

const pageBytes = 64 * 1024;
const emptyPage = Buffer.alloc(pageBytes);

/** Databases lay out their journals in advance: pages of nothing but zeros are left out, as there is nothing in them. */
function withoutEmptyPages(bytes: Buffer): Buffer {
  if (bytes.length <= pageBytes) return bytes;
  const pages: Buffer[] = [];
  for (let from = 0; from < bytes.length; from += pageBytes) {
    const page = bytes.subarray(from, from + pageBytes);
    if (page.length < pageBytes || !page.equals(emptyPage)) pages.push(page);
  }
  return Buffer.concat(pages);
}

/** Every message of every stream, KV and object buckets too, with its subject and headers, as an administrator reads it. */
export async function* everyMessage({ nats }: Pick<Engines, 'nats'>): AsyncGenerator<Stored> {
  const connection = await connect({ servers: nats.url, ...nats.credentials('admin') });
  const manager = await jetstreamManager(connection);
  for await (const { config, state } of manager.streams.list()) {
    for (let seq = state.first_seq; seq <= state.last_seq && state.messages > 0; seq++) {
      const message = await manager.streams.getMessage(config.name, { seq }).catch(() => null);
      if (!message) continue;
      const headers = [...message.header].flatMap(([name, values]) => [name, ...values]).join('\n');
      const head = Buffer.from(`${message.subject}\n${headers}\n`);
      yield { where: `${config.name} ${seq}`, bytes: Buffer.concat([head, message.data]) };
    }
  }
  await connection.close();
}

/** Every document of every collection of every database, the database's own and its log of operations too. */
export async function* everyDocument({ mongo }: Pick<Engines, 'mongo'>): AsyncGenerator<Stored> {
  const client = await new MongoClient(mongo.url).connect();
  const { databases } = await client.db('admin').admin().listDatabases();
  for (const { name } of databases) {
    for (const collection of await client.db(name).listCollections({ type: 'collection' }).toArray()) {
      const documents = client.db(name).collection(collection.name).find({}, { raw: true });
      for await (const bytes of documents)
        yield { where: `${name}.${collection.name}`, bytes: bytes as unknown as Buffer };
    }
  }
  await client.close();
}

/** A text in every way that it is written without being sealed. */
export function writtenAs(text: string): Buffer[] {
  const plain = [
    text,
    text.toLowerCase(),
    text.toUpperCase(),
    encodeURIComponent(text),
    JSON.stringify(text).slice(1, -1),
  ];
  const unicode = text.replace(/[^ -~]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const bytes = [...new Set([...plain, unicode])].flatMap((one) => [
    Buffer.from(one, 'utf8'),
    Buffer.from(one, 'latin1'),
    Buffer.from(one, 'utf16le'),
  ]);
  const encoded = bytes
    .slice(0, 6)
    .flatMap((one) => [
      Buffer.from(one.toString('hex')),
      Buffer.from(one.toString('hex').toUpperCase()),
      ...base64Within(one),
    ]);
  const all = new Map([...bytes, ...encoded].map((way) => [way.toString('latin1'), way]));
  return [...all.values()];
}

/** The part of a text's base64 that does not depend on what stands before and after it, for each of three places. */
function base64Within(bytes: Buffer): Buffer[] {
  return [0, 1, 2].flatMap((offset) => {
    const shifted = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const inner = shifted.slice(offset === 0 ? 0 : offset + 1, shifted.length - 2);
    return [Buffer.from(inner), Buffer.from(inner.replaceAll('+', '-').replaceAll('/', '_'))];
  });
}

/** Where which of the texts stand. The texts are named by their numbers, so that a failure prints none of them. */
export async function findings(
  stored: Iterable<Stored> | AsyncIterable<Stored>,
  texts: Readonly<Record<string, string>>,
): Promise<string[]> {
  const wanted = Object.entries(texts).map(([name, text]) => [name, writtenAs(text)] as const);
  const found = new Set<string>();
  for await (const { where, bytes } of stored)
    for (const [name, ways] of wanted) if (ways.some((way) => bytes.includes(way))) found.add(`${name} in ${where}`);
  return [...found];
}
