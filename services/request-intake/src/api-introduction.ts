/** At the head of the API's page: what the service is for, and the way of one request through it. */
export const requestIntakeIntroduction = `What people ask for by right, by when it has to be answered, and how it was.

### The way of one request
With a token of the role staff, \`Try it out\` on each operation below prefills what is accepted as it stands.

1. **Receive.** \`POST /v1/requests\` takes down who asks for what, and answers with the \`request\`'s id and when the answer
   is \`due\`, by the law and by the statement. People themselves use \`POST /v1/public/{tenant}/requests\`, without a token.
2. **Acknowledge, assign, accept.** \`…/acknowledgement\`: the person knows. \`…/assignment\`: whose task it is.
   \`…/acceptance\`: it is settled who asks, and from then on an erasure is carried out by all who hold the data.
3. **See to the work.** Each system that may hold data of the person gets a task: \`GET /v1/tasks\`, or \`waitingFor\` of the request.
   It answers with \`…/completion\` or \`…/failure\`, or on the bus; staff can answer for it, or give it up with a reason:
   \`…/giving-up\`. What the systems deliver becomes a package whose link is mailed to the person (\`GET /v1/packages\`,
   \`POST …/links\` for a new link), and that answers a request for access or portability by itself. Nothing is
   fulfilled while a task is open. A restriction is lifted by \`…/lifting\`, which tells the person, and then \`…/lifting/effect\`, which gives the systems a task again.
4. **Close.** \`…/fulfilment\` with the answer, \`…/refusal\` with a reason that the law knows, or \`…/withdrawal\` when the
   person takes it back. \`…/extension\` gives more time, by telling the person why. A request for several
   things is split: \`…/items\`. What the person has to say first is asked: \`…/questions\`. The platform writes to the person at
   each step; \`toDo\` says what is left to somebody, such as a person whom no e-mail reached.
5. **See.** \`GET /v1/requests\` lists what is due, the most urgent first; \`GET /v1/requests/{request}\` shows one with all
   behind it, how its time came about among it.

### The way of one task and one package
1. **Asked.** An accepted request for access, portability, rectification or restriction gives each system one task: a \`task.given\` on
   \`orders.<tenant>.<system>\`, and \`GET /v1/tasks\`. \`GET /v1/tasks/{task}\` shows its system whom to look for.
2. **Answered.** The system says what came of it: \`POST …/completion\` with evidence, for \`collect-data\` with the data itself, or
   \`…/failure\`. It is asked again, and then overdue, which alerts those on call. Staff may answer for a system.
3. **Put together.** When all have answered, or nobody waits any longer, what is held becomes a package and the person gets a link by mail.
   Where nothing is kept about the person, there is no package: the mail says so.
4. **Taken.** The link opens a page and downloads, ten times within 14 days. \`GET /v1/packages?state=not-delivered\` lists what nobody has
   got; \`POST /v1/packages/{package}/links\` makes a new link. After 60 days the package is deleted.

An erasure is no task: retention orders it. When every system has confirmed, the person is told what stays and why; then the keys go, and
the address with them.

### The way of one incident
1. **Report.** \`POST /v1/incidents\`, or anybody by \`POST /v1/public/{tenant}/incidents\`: those on call are alerted at once
   (\`GET /v1/alerts\`).
2. **Judge.** \`…/detection\`: something was found. \`…/awareness\`: it is reasonably certain that personal data was hit, and the 72
   hours begin. \`…/assessments\`: what was hit, what can follow, what is done, the risk.
3. **Tell.** \`…/authority-notices\`, in full or in phases, or \`…/authority-notice-waiver\`; \`…/communications\` to the people, or
   \`…/communication-exemption\`; as processor \`…/controllers-told\`.
4. **Close.** \`…/closure\` with what was learned, when all that is done; \`GET /v1/breach-register\` keeps it.

A mail to the address that the statement names is a request too. Its type is read from its words, and \`typeRead\` says how sure that
is: \`POST …/classification\` settles it. Controllers whom the organisation processes data for use OpenDSR 2.0, below /opendsr,
with a signature that no page can make. What the organisation's own processors are asked by OpenDSR is in \`GET /v1/processor-requests\`.`;
