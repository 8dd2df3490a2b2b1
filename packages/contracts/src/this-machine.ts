/** Whether a host of a URL is this machine, to which nothing has to be encrypted. */
export const isThisMachine = (host: string): boolean => /^(localhost|127(\.\d+){3}|\[?::1\]?)$/.test(host);
