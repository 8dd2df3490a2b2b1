import { realClock } from '@vitne/service-kit/clock';
import { fileSigner } from '../src/signing/file-signer.ts';

// Changes the key of a tenant in a folder, and ends itself as kill -9 does when the new list is written beside the old one.
const [folder = '', tenant = '', overlapUntil = ''] = process.argv.slice(2);
const signer = fileSigner({
  folder,
  originPrefix: 'test.example/ledger',
  now: realClock.now,
  atInstant: (instant) => void (instant === 'keys-written' && process.kill(process.pid, 'SIGKILL')),
});
await signer.changeKey(tenant, overlapUntil);
