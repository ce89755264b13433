export { canonicalJson } from './canonical.ts';
export type { Json } from './canonical.ts';
export { EnrolRequestSchema, EnrolResponseSchema } from './enrol.ts';
export type { EnrolRequest, EnrolResponse } from './enrol.ts';
export { ErrorBodySchema, errorStatus } from './errors.ts';
export type { ErrorBody, ErrorCode } from './errors.ts';
export {
  bodyCommitment,
  deviceGenesis,
  fromBase64Url,
  fromHex,
  nextScopeChain,
  operationHash,
  scopeGenesis,
  segmentSeal,
  toBase64Url,
  toHex,
} from './hashing.ts';
export type { ScopeLink, Sha256 } from './hashing.ts';
export { DeviceIdSchema, HashHexSchema, OperationIdSchema, PersonIdSchema, ScopeIdSchema } from './ids.ts';
export type { DeviceId, HashHex, OperationId, PersonId, ScopeId } from './ids.ts';
export {
  bodyLimitBytes,
  exceedsUtf8,
  headerLimitBytes,
  OperationHeaderSchema,
  readHeader,
  saltPattern,
  utf8Length,
  WireOperationSchema,
} from './operation.ts';
export type { OperationHeader, WireOperation } from './operation.ts';
export { OutcomeSchema } from './outcome.ts';
export type { Outcome, OutcomeCode, OutcomeStatus } from './outcome.ts';
export { PokeSchema, WatchScopesSchema } from './poke.ts';
export type { Poke, WatchScopes } from './poke.ts';
export { protocolVersion } from './protocol-version.ts';
export { cursorLimit, CursorSchema, PullRequestSchema, PullResponseSchema } from './pull.ts';
export type { Cursor, Leaf, PullProblem, PullRequest, PullResponse, ScopeDelta } from './pull.ts';
export { PushRequestSchema, PushResponseSchema, pushLimitBytes, segmentLimit } from './push.ts';
export type { PushRequest, PushResponse, ScopeHead } from './push.ts';
export type { WireTime } from './wire-time.ts';
