import { buildConsistencyProof } from '@vitne/ledger/build-proof';
import { joinBytes, toBase64, utf8 } from '@vitne/ledger/bytes';
import { signCheckpoint } from '@vitne/ledger/checkpoint';
import { signerFromSeed } from '@vitne/ledger/ed25519';
import { nodeHashing as hashing } from '@vitne/ledger/node-hashing';
import { emptyEdge, extendTiles, rootOfEdge } from '@vitne/ledger/tile-builder';
import { nodesFromTiles } from '@vitne/ledger/tile-reader';
import { verifierKey } from '@vitne/ledger/verifier-key';

const origin = 'log.example/two-faced';
const signer = await signerFromSeed(new Uint8Array(32).fill(4));

/** The key of the log, whichever history it shows. */
export const logKey = verifierKey(origin, signer.publicKey, hashing.sha256);

/** One of the histories that the log shows: they part at the very first leaf. */
export function history(name: string) {
  const tilesOf = (size: number) => {
    const leaves = Array.from({ length: size }, (_, index) => hashing.leaf(utf8(`${name} ${index}`)));
    return extendTiles(emptyEdge, joinBytes(...leaves), hashing);
  };
  return {
    name,
    /** The body of add-checkpoint. */
    async submission(from: number, size: number): Promise<string> {
      const { edge, files } = tilesOf(size);
      const tiles = new Map(files.map(({ path, bytes }) => [path, bytes]));
      const read = nodesFromTiles(size, async (path) => tiles.get(path), hashing);
      const proof = from === 0 || from >= size ? [] : await buildConsistencyProof(from, size, read, hashing);
      const checkpoint = { origin, size, root: rootOfEdge(edge, hashing), extensions: [] };
      const note = await signCheckpoint(checkpoint, [{ key: logKey, signer }]);
      return `old ${from}\n${proof.map((hash) => `${toBase64(hash)}\n`).join('')}\n${note}`;
    },
  };
}
