import { isThisMachine } from '../this-machine.ts';
import { errorFound, type Finding, warningFound } from './findings.ts';
import type { OpenDsr, RetentionRule, Statement, System } from './schema.ts';
import { dataCategoryById, keyPeriodOf } from './statement-index.ts';

type Speaking = System & { openDsr: OpenDsr };

/** Systems whose processor takes orders by OpenDSR. */
const speaking = ({ systems }: Statement): Speaking[] =>
  systems.filter((system): system is Speaking => system.openDsr !== undefined);

/** What keeps orders from being passed on at all: an address that people's identities may not travel to, or nobody behind it. */
export function checkOpenDsr(statement: Statement): Finding[] {
  return speaking(statement).flatMap((system) => [...address(system), ...nobody(system), ...repeated(system)]);
}

function address({ id, openDsr: { url } }: Speaking): Finding[] {
  const found = (message: string, mend: string) => [
    errorFound('open-dsr-address', { article: 'GDPR 32(1)(a)', path: `systems/${id}/openDsr/url`, message, mend }),
  ];
  const { protocol, hostname, username, password, search, hash } = new URL(url);
  if (protocol !== 'https:' && !isThisMachine(hostname)) {
    return found(
      `People's identities would travel to ${id} unencrypted.`,
      'Write an address that begins with https; only this machine is spoken to without.',
    );
  }
  if (`${username}${password}${search}${hash}` === '') return [];
  return found(
    `The address of ${id} holds more than host and path, and a statement is read by everybody.`,
    'Write scheme, host and path alone; what proves who we are stands in the settings of the platform.',
  );
}

function nobody({ id, processor }: Speaking): Finding[] {
  if (processor !== undefined) return [];
  return [
    errorFound('open-dsr-without-processor', {
      article: 'GDPR 28(3)',
      path: `systems/${id}`,
      message: `Orders for ${id} would leave the organisation, and it is not said whom they go to.`,
      mend: 'Name under processor the recipient that runs the system.',
    }),
  ];
}

function repeated({ id, openDsr: { identities, requests } }: Speaking): Finding[] {
  const lists: [string, string[]][] = [
    ['identities', identities.map(({ type, format }) => `${type} ${format}`)],
    ['requests', [...requests]],
  ];
  return lists.flatMap(([part, said]) =>
    [...new Set(said.filter((one, at) => said.indexOf(one) !== at))].map((twice) =>
      errorFound('open-dsr-repeated', {
        article: null,
        path: `systems/${id}/openDsr/${part}`,
        message: `${twice} stands more than once.`,
        mend: 'Write each once.',
      }),
    ),
  );
}

/** Where OpenDSR cannot say what the statement promises: it erases a whole person, and knows people by some identities alone. */
export function checkOpenDsrReach(statement: Statement): Finding[] {
  return speaking(statement).flatMap((system) => [...everything(system, statement), ...notHeld(system, statement)]);
}

function everything({ id, openDsr }: Speaking, statement: Statement): Finding[] {
  const rules = statement.retention.filter(({ systems }) => systems.includes(id));
  const ends = new Set(rules.map(({ anchor, keep }) => JSON.stringify([anchor, keep])));
  const rolls = rules.some((rule) => rollsIn(rule, statement));
  if (!openDsr.requests.includes('erasure') || (ends.size < 2 && !rolls)) return [];
  const named = rules.map((rule) => rule.id).join(', ');
  return [
    warningFound('open-dsr-erases-everything', {
      article: 'GDPR 5(1)(e), 17(3)',
      path: `systems/${id}/openDsr/requests`,
      message: `By ${named} some of what ${id} holds of a person goes before the rest, and OpenDSR erases all of it at once.`,
      mend: 'Give the processor one rule, or agree with it on erasing the parts by itself and take erasure out of requests.',
      meanwhile:
        'An order for a part is not passed on while the rest is kept: it stands as failed, for staff to carry out.',
    }),
  ];
}

const rollsIn = ({ dataCategories }: RetentionRule, statement: Statement): boolean =>
  dataCategories.some((category) => keyPeriodOf(statement, category) === 'month');

function notHeld({ id, holds, openDsr: { identities } }: Speaking, statement: Statement): Finding[] {
  if (identities.some(({ type }) => type !== 'email')) return [];
  const addresses = holds.some((category) =>
    dataCategoryById(statement, category)?.attributes.some((attribute) => attribute.id === 'email'),
  );
  if (addresses) return [];
  return [
    warningFound('open-dsr-identity-not-held', {
      article: 'GDPR 11(2)',
      path: `systems/${id}/openDsr/identities`,
      message: `${id} knows people by their e-mail address alone, and none of what it holds has one.`,
      mend: 'Add controller_customer_id, and let the system tell it as reference; or say that it holds addresses.',
      meanwhile: 'It is asked by the address that the person gave elsewhere, and may not recognise it.',
    }),
  ];
}
