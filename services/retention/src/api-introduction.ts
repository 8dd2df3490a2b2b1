/** At the head of the API's page: what the service is for, and the way of what is held through it. */
export const retentionIntroduction = `What is held about whom and until when, learned from what systems tell; and its disposal, ordered, confirmed and proved.

### The way of what is held
1. **Systems tell** that something happened: \`POST /v1/events\` on the page of user events, or the same on NATS. Nothing here
   takes data in.
2. **Find the person.** \`POST /v1/people/lookup\` with an identifier that a system told answers with the person's id.
3. **See.** \`GET /v1/people/{person}/holdings\` says what is held, until when, by which rule of the statement, and why.
   \`GET /v1/disposal-calendar\` says what falls due when; \`GET /v1/retention-rules\` are the rules.
4. **Dispose.** What is due is ordered from every system that holds it. Each confirms with
   \`POST /v1/disposals/{disposal}/confirmations\`; when all have, the keys are destroyed. \`GET /v1/disposals\` shows how far
   each is. What is not confirmed is ordered again, and listed with what to do under \`state=overdue\`; a system that cannot
   says so with \`POST /v1/disposals/{disposal}/failures\` and is listed under \`state=failed\`.
5. **Keep longer.** \`POST /v1/legal-holds\` (a privacy officer's) keeps data beyond its rule until \`…/lift\`.`;
