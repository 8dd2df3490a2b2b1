import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { FastifyRequest, preParsingAsyncHookHandler } from 'fastify';
import { OpenDsrError } from './open-dsr-shape.ts';

export const bodyLimit = 64 * 1024;

/** What was signed, by the request: it is verified before anything parses it (§ 8.8). */
const signedBodies = new WeakMap<FastifyRequest, Buffer>();

/**
 * Reads a body as it came and has it verified before it is parsed.
 * @param verify throws when the bytes are not signed by whom they should be
 */
export const whenSigned =
  (verify: (raw: Buffer, request: FastifyRequest) => void | Promise<void>): preParsingAsyncHookHandler =>
  async (request, _reply, payload) => {
    const raw = await buffer(Readable.from(limited(payload as AsyncIterable<unknown>)));
    await verify(raw, request);
    signedBodies.set(request, raw);
    return Object.assign(Readable.from([raw]), { receivedEncodedLength: raw.length });
  };

/** The bytes that were verified. */
export const signedBodyOf = (request: FastifyRequest): Buffer => signedBodies.get(request) ?? Buffer.alloc(0);

export const badSignature = () =>
  new OpenDsrError(403, 'bad-signature', 'X-OpenDSR-Signature is not the signature of this body.');

async function* limited(payload: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of payload) {
    size += (chunk as Buffer).length;
    if (size > bodyLimit) throw new OpenDsrError(400, 'invalid-body', 'Send JSON of at most 64 KiB.');
    yield chunk as Buffer;
  }
}
