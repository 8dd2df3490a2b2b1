import { derivedId } from '@vitne/service-kit/derived-id';

/** A request has one package at the most. */
export const packageIdOf = (tenant: string, request: string): string => derivedId(tenant, 'package', request);
