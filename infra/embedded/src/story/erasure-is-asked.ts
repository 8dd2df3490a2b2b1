import type { Storyteller } from './storyteller.ts';

const tenant = 'catacloud';
const staff = { tenant, role: 'staff' } as const;
const user = { kind: 'email', value: 'nora@fjellregnskap.example' } as const;

/** Anyone can have their data deleted by asking; what the law keeps is kept, and only that (C18, C23). */
export async function erasureIsAsked(story: Storyteller, person: string): Promise<void> {
  story.chapter('Nora asks to be forgotten (C18, C23)');
  await story.until(780);
  const asked = await story.post(`/v1/public/${tenant}/requests`, 'anyone', {
    person: user,
    requestType: 'erasure',
    text: 'Vennligst slett alt om meg.',
    contact: { email: user.value },
  });
  const { request, due } = asked.body as { request: string; due: { dueDate: string } };
  story.tell('An inquiry is enough; she makes it in the portal.');
  story.holds(`It is received, and due by ${due?.dueDate}.`, asked.status === 201, asked.body);
  await story.post(`/v1/requests/${request}/acknowledgement`, staff);
  const link = await story.linkSentTo(user.value);
  if (link === undefined) {
    const judged = { identity: 'staff-judgement', ground: 'called-back', note: 'Called the number that we have.' };
    await story.post(`/v1/requests/${request}/acceptance`, staff, judged);
  } else {
    const pressed = await story.post(`/v1/public/${tenant}/requests/${request}/identity-proofs`, 'anyone', { link });
    story.tell('An e-mail asks whether it is her; she opens its link and says yes.');
    story.holds('It is proved that it is her, and the request is accepted by itself.', pressed.status === 201);
  }
  const closed = await story.eventually(
    () => story.get(`/v1/requests/${request}`, staff),
    ({ body }) => JSON.stringify(body).includes('"fulfilled"'),
  );
  story.holds(
    'All systems confirmed, the keys are destroyed, and the request closes by itself.',
    JSON.stringify(closed.body).includes('"fulfilled"'),
    closed.body,
  );
  const holdings = await story.get(`/v1/people/${person}/holdings`, staff);
  const held = JSON.stringify(holdings.body);
  story.holds(
    'Only the invoice is left, because the Bookkeeping Act wants it.',
    held.includes('accounting-material'),
    holdings.body,
  );
  const told = await story.get(`/v1/erasures/${request}`, staff);
  const [part] = (told.body['held'] ?? []) as { inWords?: { en: string } }[];
  story.holds(`She is told so: ${part?.inWords?.en}`, part?.inWords !== undefined, told.body);
  await story.until(782);
  const final = await story.eventually(
    () => story.get(`/v1/erasures/${request}`, staff),
    ({ body }) => body['state'] === 'final',
  );
  story.tell('The keys that had wrapped hers are turned and destroyed, as every day.');
  story.holds(
    'The erasure is final: no copy of the databases opens what was erased.',
    final.body['state'] === 'final',
    final.body,
  );
}
