export type { Brand } from './brand.ts';
export type { Clock, Random, RandomBytes, Timers } from './clock.ts';
export { exhaustive, invariant } from './exhaustive.ts';
export { isUuid, uuidV7 } from './ids.ts';
export type { Uuid } from './ids.ts';
export { err, failure, ok } from './result.ts';
export type { Failure, Result } from './result.ts';
