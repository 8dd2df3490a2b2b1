/** At the head of the API's page: what the service is for, and how somebody checks an event without us. */
export const notaryIntroduction = `Signs what each ledger grows to, about a second after it grew, and proves any event in it to whoever does not trust us.

### The way of one proof
With a token of the role auditor.

1. **Learn the key, once, and keep it.** \`GET /v1/public/{tenant}/ledger/keys\`. Compare it with what the organisation told you
   by another way: a key that comes along with what it vouches for vouches for nothing.
2. **See how it stands.** \`GET /v1/ledger\`: how much is signed, how far signing is behind, and what is wrong if anything is.
3. **Keep a checkpoint.** \`GET /v1/ledger/checkpoint\`. Whoever kept one can tell later that nothing before it was changed.
4. **Take a proof.** \`GET /v1/ledger/proof/{position}\`: one file with the stored message, the proof and the checkpoint.
   It is checked without us and without a network: by \`vitne audit check\`, or by any other program that reads C2SP tlog-proof.

The ledger is served as C2SP tlog-tiles too: \`/v1/ledger/tile/<level or entries>/<index>\` beside \`/v1/ledger/checkpoint\`.`;
