import type { PullRequest, PullResponse } from '../protocol/index.ts';
import type { PullPorts } from './ports.ts';

/** A parsed request and the server's clock when it came in (ms). */
export type IncomingPull = { readonly request: PullRequest; readonly receivedAt: number };

/** Reads every scope from its cursor in one snapshot. Never refuses as a whole: what is wrong with a scope is a problem. */
export function readPull(_pull: IncomingPull, _ports: PullPorts): Promise<PullResponse> {
  throw new Error('readPull: its interface stands, its body comes with the next commit');
}
