/** At the head of the API's page: what the service is for, and the way of one disclosure through it. */
export const processorRegistryIntroduction = `Who is given personal data, under which agreement, every disclosure with its ground, and who has to be told of what.

### The way of one disclosure
With a token of the role privacy-officer, \`Try it out\` prefills what is sensible by the statement in force.

1. **See who is named.** \`GET /v1/recipients\`: the statement names processors and authorities; \`POST /v1/recipients\` names
   a partner whom people can agree to be shared with.
2. **Record the agreement.** \`POST /v1/recipients/{recipient}/agreements\`. A processor is given nothing before that.
3. **Ask before handing over.** \`POST /v1/disclosures\`. 201 means that it may be done and is on record; a refusal says
   which ground is missing: an agreement, a consent of the person or of the company, an authority's order.
4. **Show it.** \`GET /v1/people/{person}/disclosures\` is what the person is told on access;
   \`GET /v1/record-of-processing\` is the record of Art. 30.

Sub-processors are announced, objected to and accepted under \`…/sub-processor-changes\`. What still has to be told to people
(Art. 14) is under \`/v1/source-notices\`, and to recipients (Art. 19) under \`/v1/recipient-notifications\`.`;
