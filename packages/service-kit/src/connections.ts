import { connect, type NatsConnection } from '@nats-io/transport-node';
import { MongoClient } from 'mongodb';

/** Signed in on the bus for as long as the process lives: a server that is away is waited for. */
export const connectBus = (url: string, credentials: { user?: string; pass?: string }): Promise<NatsConnection> =>
  connect({
    servers: url,
    ...credentials,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    reconnectJitter: 100,
    timeout: 5_000,
    pingInterval: 5_000,
    maxPingOut: 2,
  });

/** Writes are on the disk of a majority before they are answered; a server that is away is known within seconds. */
export const connectDatabase = (url: string): Promise<MongoClient> =>
  new MongoClient(url, {
    serverSelectionTimeoutMS: 2_000,
    connectTimeoutMS: 2_000,
    socketTimeoutMS: 30_000,
    retryWrites: true,
    retryReads: true,
    writeConcern: { w: 'majority', journal: true },
    readConcern: { level: 'majority' },
  }).connect();

/** The database that a service keeps its read models in, and nobody else writes to. */
export const databaseName = (service: string): string => `vitne-${service}`;
