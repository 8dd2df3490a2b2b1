import { portableHashing } from '@vitne/ledger/hashing';
import { parseVerifierKey, signatureTypes, type VerifierKey } from '@vitne/ledger/verifier-key';
import { checkAnyFile } from '../check-any.ts';
import type { KnownKeys } from '../check-evidence.ts';
import type { Language } from '../words/word-list.ts';
import { byId } from './element.ts';
import { type Outcome, showOutcome } from './show-outcome.ts';

/*
 * The page that verifies a file. It reads what the visitor gives it and shows what the checker says. Its policy lets it fetch
 * and send nothing, so the file stays where it is.
 */

const mostBytes = 64 * 1024 * 1024;
const language: Language = document.documentElement.lang === 'nb' ? 'nb' : 'en';
const chooser = byId('file', HTMLInputElement);
const keyField = byId('key', HTMLTextAreaElement);
const drop = byId('drop', HTMLElement);
const result = byId('result', HTMLElement);
let given: { name: string; bytes: Uint8Array } | undefined;
let round = 0;

chooser.addEventListener('change', () => void take(chooser.files?.[0]));
keyField.addEventListener('input', () => void judge());
document.addEventListener('dragover', (event) => {
  event.preventDefault();
  drop.classList.add('over');
});
document.addEventListener('dragleave', (event) => {
  if (event.relatedTarget === null) drop.classList.remove('over');
});
document.addEventListener('drop', (event) => {
  event.preventDefault();
  drop.classList.remove('over');
  void take(event.dataTransfer?.files[0]);
});
// A copy that was saved has no other language beside it.
if (location.protocol === 'file:') for (const link of document.querySelectorAll('.served')) link.remove();
document.documentElement.dataset['ready'] = '';

async function take(file: File | undefined): Promise<void> {
  if (!file) return;
  if (file.size > mostBytes)
    return showOutcome(result, language, file.name, { valid: false, code: 'evidence-too-large', message: '' });
  given = { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
  await judge();
  result.focus();
}

/** Only the newest round is shown: a key can be typed while a large file is still looked at. */
async function judge(): Promise<void> {
  if (!given) return;
  const own = ++round;
  const { name, bytes } = given;
  const outcome = await outcomeOf(bytes);
  if (own === round) showOutcome(result, language, name, outcome);
}

async function outcomeOf(bytes: Uint8Array): Promise<Outcome> {
  const keys: VerifierKey[] = [];
  for (const line of keyField.value.split(/\s+/).filter((text) => text !== '')) {
    const read = parseVerifierKey(line, portableHashing.sha256);
    if (!read.valid) return { ...read, code: 'key-unreadable' };
    keys.push(read.key);
  }
  try {
    return await checkAnyFile(bytes, knownOf(keys), portableHashing);
  } catch (error) {
    // WebCrypto is missing on pages that came unencrypted, and Ed25519 in older browsers: that says nothing of the file.
    return { valid: false, code: 'browser-cannot', message: error instanceof Error ? error.message : '' };
  }
}

/** Whoever names witnesses wants one of them at least to have seen the checkpoint. */
function knownOf(all: readonly VerifierKey[]): KnownKeys {
  const keys = all.filter(({ type }) => type === signatureTypes.ed25519);
  const cosignerKeys = all.filter(({ type }) => type === signatureTypes.cosignature);
  return { ...(keys.length > 0 && { keys }), cosignerKeys, cosignersRequired: Math.min(1, cosignerKeys.length) };
}
