/** What scripts may rely on: whether what was looked at is as it should be, or could not be looked at. */
export const exitCodes = { asItShouldBe: 0, found: 1, cannot: 2 } as const;
