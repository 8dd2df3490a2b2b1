/** At the head of the API's page: what the service is for, and the way of one consent through it. */
export const consentIntroduction = `Privacy statements through their versions, and the consents that people and companies give, refuse and withdraw.

### The way of one consent
Press \`Try it out\` on each operation below: what it prefills is accepted as it stands, with a token of the role staff.

1. **Look up what has to be shown.** \`GET /v1/public/{tenant}/notices/{purpose}\` answers with the notice in the
   person's language and its \`hash\`. Show exactly that. The version in force is in the notice, and in
   \`GET /v1/public/{tenant}/statements/in-force\`, which also lists the purposes.
2. **Give.** \`POST /v1/consents\` with the purpose, the version and the hash of what was shown. A choice about anything but
   the notice in force is refused. It answers with the \`person\`'s id and a \`position\`.
3. **See.** \`GET /v1/people/{person}/consents\`, with \`after\` set to that position, shows how the choices stand and every
   act behind them, each with its \`eventId\`.
4. **Prove.** \`GET /v1/people/{person}/consents/{eventId}/receipt\` is the receipt of one act: \`jsonld\` for machines, \`html\`
   for people.
5. **Withdraw.** \`POST /v1/consents/withdrawals\` needs no more than who and which, and counts at once: ask
   \`POST /v1/decisions\` before and after.

Visitors whom only a cookie identifies do the same without a token under \`/v1/public/{tenant}/consents\`.`;
