/** An IPv4 address whose last part is 0, or an IPv6 address of which at most the first three of eight groups are left. */
const masked = /^(?:(?:\d{1,3}\.){3}0|(?:[0-9a-f]{1,4}:){1,3}:)$/i;

/** Whether an IP address is shortened so far that it leads to a neighbourhood and no more to one connection. */
export const isMaskedAddress = (address: unknown): boolean => typeof address === 'string' && masked.test(address);
