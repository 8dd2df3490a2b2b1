/** Whether two digests are the same, in a time that does not tell where they differ. */
export function sameDigest(one: string, other: string): boolean {
  let differences = one.length ^ other.length;
  for (let index = 0; index < one.length; index++) {
    differences |= one.charCodeAt(index) ^ other.charCodeAt(index % Math.max(1, other.length));
  }
  return differences === 0;
}
