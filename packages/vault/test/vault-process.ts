import { MongoClient } from 'mongodb';
import { fileKeyEncryption } from '../src/key-encryption.ts';
import { mongoVault } from '../src/mongo-vault.ts';

// Run as a process of its own: carries out what its parent asks, on a vault over the same store and key folder.
const [url = '', database = '', folder = ''] = process.argv.slice(2);
const client = await new MongoClient(url).connect();
const vault = await mongoVault({ db: client.db(database), keyEncryption: fileKeyEncryption(folder) });
type Asked = { id: number; method: keyof typeof vault; args: unknown[] };

process.on('message', ({ id, method, args }: Asked) => {
  (vault[method] as (...all: unknown[]) => Promise<unknown>)(...args).then(
    (answer) => process.send?.({ id, answer }),
    (error: unknown) => process.send?.({ id, error: String(error) }),
  );
});
process.once('disconnect', () => void vault.close().then(() => client.close()));
process.send?.({ id: 0 });
