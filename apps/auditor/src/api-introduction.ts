/** At the head of the API's page: what the service is for, and the way of one audit. */
export const auditorIntroduction = `Runs audits of the ledger: the same as \`vitne audit\` at a command line, for whoever has a token and no command line.

### The way of one audit
With a token of the role auditor.

1. **Ask for it.** \`POST /v1/audits\` with a \`kind\`, such as \`{"kind": "verify"}\`. The answer names the audit; it waits or runs.
2. **Follow it.** \`GET /v1/audits/{audit}\`: how many events of how many it has read. \`POST /v1/audits/{audit}/cancel\` ends it.
3. **Read what came of it.** When its \`state\` is \`ended\`, \`found\` says whether something is not as it should be, and
   \`GET /v1/audits/{audit}/result\` is the answer, the proof, the export or the report. It is kept for a week.

Each audit reads the ledger itself, in a process of its own that can write nowhere. What it finds is for whoever trusts this
platform to run it; whoever does not runs \`vitne audit\` elsewhere, or checks an export with \`vitne audit check\`, which needs
nothing but the file and the notary's key.`;
