import { catalogue } from '@vitne/contracts/catalogue/catalogue';
import { consentMethods, shownSchema } from '@vitne/contracts/catalogue/consent-events';
import { messageMatters, waysOfTelling } from '@vitne/contracts/catalogue/request-course-events';
import { requestReceived } from '@vitne/contracts/catalogue/request-intake-events';
import { disposalActions, disposalConfirmed, disposalOrdered } from '@vitne/contracts/catalogue/retention-events';
import { refusalReasons } from '@vitne/contracts/law/refusals';
import { requestTypes as requestTypesOfTheLaw } from '@vitne/contracts/law/requests';
import { expect, it } from 'vitest';
import { choiceTypes, disposalTypes, keyTypes, requestTypes } from '../src/kinds.ts';
import { withoutVersion } from '../src/proved-event.ts';
import { choiceWords, methodWords, surfaceWords } from '../src/words/choices.ts';
import { actionWords, disposalMethodWords, disposalReasonWords, disposalWords } from '../src/words/disposals.ts';
import {
  matterWords,
  receivedThroughWords,
  refusalWords,
  requestTypeWords,
  requestWords,
  waysOfTellingWords,
} from '../src/words/requests.ts';

it.each([
  ['methods of consent', methodWords, consentMethods],
  ['surfaces', surfaceWords, [...shownSchema.shape.surface.options, 'opt-out']],
  ['requests', requestTypeWords, requestTypesOfTheLaw],
  ['ways that a request comes', receivedThroughWords, requestReceived.facts.shape.receivedThrough.options],
  ['reasons to refuse', refusalWords, refusalReasons],
  ['messages', matterWords, messageMatters],
  ['ways of telling', waysOfTellingWords, waysOfTelling],
  ['actions', actionWords, disposalActions],
  ['methods of disposal', disposalMethodWords, disposalConfirmed.facts.shape.method.options],
  ['reasons for a disposal', disposalReasonWords, disposalOrdered.facts.shape.reason.options],
])('nobody reads a code where there is a word: %s', (_, words, codes) => {
  expect(Object.keys(words).sort()).toEqual([...codes].sort());
});

it.each([
  ['a choice', choiceTypes, choiceWords],
  ['a request', requestTypes, requestWords],
  ['a disposal', [...disposalTypes, ...keyTypes], disposalWords],
])('every event of %s is told by facts and parts that its type has', (_, types, words) => {
  expect(Object.keys(words).sort()).toEqual([...types].sort());
  for (const type of types) {
    const definitions = catalogue.filter((definition) => withoutVersion(definition.type) === type);
    expect(definitions.length, type).toBeGreaterThan(0);
    const facts = new Set(definitions.flatMap((definition) => Object.keys(definition.facts.shape)));
    const parts = new Set(definitions.flatMap((definition) => Object.keys(definition.personal)));
    for (const [path] of words[type]?.rows ?? []) expect(facts, `${type} ${path}`).toContain(path.split('.')[0]);
    expect([...parts].sort(), type).toEqual(Object.keys(words[type]?.parts ?? {}).sort());
  }
});
