import type { Clock, Timers } from '@truc/base';
import { pino } from 'pino';
import type { Logger } from 'pino';
import type { SfuConfig } from './config/config.ts';
import { systemClock, systemTimers } from './context/system-ports.ts';
import { createContext } from './context/create-context.ts';
import type { SfuContext } from './context/create-context.ts';
import { closeHttpServer, listen } from './http/http-server.ts';
import type { CreateIngest } from './rooms/ingest-port.ts';

/** Parts that tests put in place of the real ones. */
export type SfuOverrides = {
  readonly createIngest?: CreateIngest;
  readonly clock?: Clock;
  readonly timers?: Timers;
  readonly log?: Logger;
};

/** The running service: cameras in, pictures out. */
export class Sfu {
  /** Of signalling, control and health. */
  readonly port: number;
  readonly #context: SfuContext;
  #closing: Promise<void> | undefined;

  /** @throws StartError when a port is taken, the worker does not start or a file cannot be used. */
  static async create(config: SfuConfig, overrides: SfuOverrides = {}): Promise<Sfu> {
    const context = await createContext(config, {
      clock: overrides.clock ?? systemClock,
      timers: overrides.timers ?? systemTimers,
      log: overrides.log ?? pino({ name: 'sfu', level: config.logLevel }),
      ...(overrides.createIngest === undefined ? {} : { createIngest: overrides.createIngest }),
    });
    try {
      const port = await listen(context.http, config);
      context.log.info({ port, workers: config.workers }, 'sfu started');
      return new Sfu(context, port);
    } catch (error) {
      await context.close();
      throw error;
    }
  }

  private constructor(context: SfuContext, port: number) {
    this.#context = context;
    this.port = port;
  }

  /** Resolves when grants can be verified: the server puts its key set in place at its own start. */
  get ready(): Promise<void> {
    return this.#context.keysLoaded;
  }

  serialize() {
    const { pool, rooms, sessions, devices } = this.#context;
    return {
      port: this.port,
      workers: pool.serialize(),
      devices: devices.serialize(),
      cameras: rooms.rooms.map((room) => room.serialize()),
      sessions: sessions.all.map((session) => session.serialize()),
    };
  }

  /** Ends every viewing with cause `sfu_stopped` and gives back all that was opened. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const closed = closeHttpServer(this.#context.http);
    await this.#context.close();
    await closed;
    this.#context.log.info('sfu stopped');
  }
}

export function createSfu(config: SfuConfig, overrides?: SfuOverrides): Promise<Sfu> {
  return Sfu.create(config, overrides);
}
