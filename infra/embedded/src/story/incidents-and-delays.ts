import type { Answer, Storyteller } from './storyteller.ts';

const tenant = 'catacloud';
const staff = { tenant, role: 'staff' } as const;
const auditor = { tenant, role: 'auditor' } as const;
const user = { kind: 'email', value: 'nora@fjellregnskap.example' } as const;

type Alert = { alert: string; matter: { kind: string; id: string }; contacts: { sent?: string }[] };

/** The open alert about a matter, once each function on call was written to. */
async function alertAbout(story: Storyteller, kind: string, id: string): Promise<Alert | undefined> {
  const aboutIt = ({ body }: Answer) =>
    ((body['alerts'] ?? []) as Alert[]).find(({ matter }) => matter.kind === kind && matter.id === id);
  const found = await story.eventually(
    () => story.get('/v1/alerts?status=open', staff),
    (answer) => aboutIt(answer)?.contacts.every(({ sent }) => sent !== undefined) === true,
  );
  return aboutIt(found);
}

/** A request that nobody answers does not disappear: it is overdue, and those on call learn of it (C14). */
export async function requestIsForgotten(story: Storyteller): Promise<void> {
  story.chapter('A request is forgotten, and found again (C14)');
  await story.until(310);
  const asked = await story.post('/v1/requests', staff, {
    person: user,
    requestType: 'rectification',
    receivedThrough: 'phone',
    text: 'Jeg heter Nora Fjell Berg nå.',
    contact: { email: user.value },
  });
  const { request, due } = asked.body as { request: string; due: { dueDate: string } };
  story.tell('Nora has a new name and asks to have it corrected. Whoever took the call goes on leave.');
  story.holds(`It has to be answered by ${due?.dueDate}.`, asked.status === 201, asked.body);
  await story.until(345);
  const alert = await alertAbout(story, 'request', request);
  story.tell('The day passes without an answer.');
  story.holds(
    'Both functions on call got an e-mail, and the mail server took it on.',
    alert?.contacts.length === 2,
    alert,
  );
  const overdue = await story.get('/v1/requests?state=overdue', staff);
  story.holds(
    'It stands at the top of the list of what is overdue.',
    JSON.stringify(overdue.body).includes(request),
    overdue.body,
  );
  await story.post(`/v1/alerts/${alert?.alert}/acknowledgement`, staff);
  await story.post(`/v1/requests/${request}/acceptance`, staff, {
    identity: 'staff-judgement',
    ground: 'called-back',
    note: 'Called the number that we have.',
  });
  const corrected = await story.eventually(
    () => story.get(`/v1/tasks?request=${request}`, staff),
    ({ body }) => isDone(body),
  );
  story.tell('Somebody takes it in hand. Each system that may hold the name is told to correct it.');
  story.holds('The systems have done it and say so.', isDone(corrected.body), corrected.body);
  const answered = await story.post(`/v1/requests/${request}/fulfilment`, staff, { answer: 'Navnet er rettet.' });
  story.holds('The request is answered, late, and the record says so.', answered.status === 201, answered.body);
}

function isDone(body: Record<string, unknown>): boolean {
  const tasks = (body['tasks'] ?? []) as { status: string }[];
  return tasks.length > 0 && tasks.every(({ status }) => status === 'completed');
}

/** Anybody can report abuse, those on call know at once, and the clock of 72 hours runs from the awareness (C3). */
export async function abuseIsReported(story: Storyteller): Promise<void> {
  story.chapter('Somebody reports abuse (C3)');
  await story.until(610);
  const reported = await story.post(`/v1/public/${tenant}/incidents`, 'anyone', {
    kind: 'abuse',
    text: 'Someone I do not know has opened our invoices.',
    contact: { email: 'observant@neighbour.example' },
  });
  const { incident } = reported.body as { incident: string };
  story.tell('A stranger reports on the web site that invoices are read by others.');
  story.holds(
    'The report is received, and says how to reach those on call.',
    reported.status === 201 && JSON.stringify(reported.body).includes('vakt.teknisk@'),
    reported.body,
  );
  const alert = await alertAbout(story, 'incident', incident);
  story.holds('Technical duty and agreement duty are written to at once.', alert?.contacts.length === 2, alert);
  await story.post(`/v1/alerts/${alert?.alert}/acknowledgement`, staff);
  const act = (what: string, body: object) => story.post(`/v1/incidents/${incident}/${what}`, staff, body);
  await act('detection', { by: 'report', findings: 'The log shows invoices of one client opened by another.' });
  const aware = await act('awareness', { activities: ['customers'], reasoning: 'Invoices hold names and addresses.' });
  story.tell('The log shows it. From this judgement 72 hours run, weekends and all.');
  story.holds(
    'The last moment to notify the authority is recorded with its derivation.',
    aware.status === 201,
    aware.body,
  );
  await act('assessments', {
    nature: ['confidentiality'],
    dataCategories: ['contact'],
    people: 3,
    risk: 'risk',
    description: 'One account could read the invoices of another client.',
    consequences: 'Three names and addresses were seen.',
    measures: 'The access is closed and the rule is mended.',
    reasoning: 'Names and addresses, seen by one person, for one day.',
  });
  await story.until(612);
  const first = await act('authority-notices', { moreFollows: true, reference: '26/00123' });
  story.tell('Two days later the authority is told what is known, and that more follows.');
  story.holds(
    'That is inside the 72 hours, so no reasons for a delay are asked for.',
    first.status === 201,
    first.body,
  );
  const early = await act('closure', { outcome: 'breach', lessons: 'Access is tested with two clients from now on.' });
  story.holds('It cannot be closed while more is to follow.', early.status === 409, early.body);
  await act('authority-notices', { moreFollows: false, reference: '26/00123' });
  const closed = await act('closure', { outcome: 'breach', lessons: 'Access is tested with two clients from now on.' });
  story.holds('Then it is closed, with what was learned.', closed.status === 201, closed.body);
  const register = await story.get(`/v1/breach-register?after=${closed.position}`, auditor);
  story.holds(
    'The breach register keeps it for whoever audits (Art. 33(5)).',
    JSON.stringify(register.body).includes(incident),
    register.body,
  );
}
