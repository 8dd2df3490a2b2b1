export declare const enginesFolder: string;
export declare const pins: {
  readonly pip: Readonly<Record<string, string>>;
  readonly mailbox: Readonly<Record<string, string>>;
  readonly containers: { readonly nats: string; readonly mongo: string };
  readonly mongoDownload: string;
  readonly minimum: { readonly 'nats-server': string; readonly mongod: string };
};
export type EngineBinary = 'nats-server' | 'mongod';
export declare function fetchedBinary(name: EngineBinary, folder?: string): string | undefined;
export declare function binaryOnPath(name: EngineBinary, path?: string): string | undefined;
export declare function enginesAreMissing(
  environment?: Readonly<Record<string, string | undefined>>,
  folder?: string,
): boolean;
export declare function fetchEngines(folder?: string): Promise<void>;
export declare function fetchMailbox(folder?: string): Promise<string[]>;
