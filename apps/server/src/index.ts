import type { Failure, Result } from '@truc/base';
import { completeConfig, type ServerConfig } from './config/config.ts';
import type { ContextOverrides } from './config/context.ts';
import { startServer, type RunningServer } from './server.ts';

export { completeConfig } from './config/config.ts';
export type { DatabaseConfig, LimitsConfig, ServerConfig } from './config/config.ts';
export type { ContextOverrides } from './config/context.ts';
export { parseEnvironment } from './config/environment.ts';
export type { NewPerson } from './auth/people.ts';
export type { AssignmentDoc, Places, Recorder } from './places/provision-places.ts';
export type { RunningServer } from './server.ts';

/** The server with the defaults of an empty environment and the given differences. For the demonstration, tests and benches. */
export function createServer(
  differences: Partial<ServerConfig> = {},
  overrides: ContextOverrides = {},
): Promise<Result<RunningServer, Failure>> {
  return startServer({ ...completeConfig({}), ...differences }, overrides);
}
