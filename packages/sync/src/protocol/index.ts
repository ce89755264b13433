export { canonicalJson } from './canonical.ts';
export type { Json } from './canonical.ts';
export { clockChangedKind, ClockChangedSchema, clockChangedVersion } from './clock-changed.ts';
export type { ClockChanged } from './clock-changed.ts';
export { compactOperations, expandOperations } from './compact.ts';
export type { ExpandedOperation, SegmentPlace } from './compact.ts';
export type { CompactOperation } from './compact-operation.ts';
export { EnrolRequestSchema, EnrolResponseSchema } from './enrol.ts';
export type { EnrolRequest, EnrolResponse } from './enrol.ts';
export { freshOperationId, freshSalt } from './fresh.ts';
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
  segmentClaim,
  segmentSeal,
  toBase64Url,
  toHex,
} from './hashing.ts';
export type { ScopeLink, SegmentClaim, Sha256 } from './hashing.ts';
export { DeviceIdSchema, HashHexSchema, OperationIdSchema, PersonIdSchema, ScopeIdSchema } from './ids.ts';
export type { DeviceId, HashHex, OperationId, PersonId, ScopeId } from './ids.ts';
export { Base64UrlSchema, DeviceKeySchema, Octets32Schema, SealKeySchema, TrustSchema } from './keys.ts';
export type { DeviceKey, SealKey, Trust } from './keys.ts';
export { LeaseRequestSchema, LeaseResponseSchema, LeaseSchema } from './lease.ts';
export type { Lease, LeaseRequest, LeaseResponse } from './lease.ts';
export { cursorLimit } from './limits.ts';
export {
  bodyLimitBytes,
  exceedsUtf8,
  headerLimitBytes,
  OperationHeaderSchema,
  isSalt,
  utf8Length,
  WireOperationSchema,
} from './operation.ts';
export type { OperationHeader, WireOperation } from './operation.ts';
export { readHeader } from './read-header.ts';
export { writeHeader } from './write-header.ts';
export { assembleOperation, contentText, OperationContentSchema } from './operation-content.ts';
export type { AllocatedPlace, OperationContent } from './operation-content.ts';
export { OutcomeCodeSchema, OutcomeSchema } from './outcome.ts';
export type { Outcome, OutcomeCode, OutcomeStatus } from './outcome.ts';
export { PokeSchema, rightsChangedEvent, WatchScopesSchema } from './poke.ts';
export type { Poke, WatchScopes } from './poke.ts';
export { protocolVersion, pushVersions } from './protocol-version.ts';
export { LeafSchema, CursorSchema, PullRequestSchema, PullResponseSchema } from './pull.ts';
export type {
  CheckpointUpdate,
  Cursor,
  Leaf,
  ProvenRecord,
  PullProblem,
  PullRequest,
  PullResponse,
  ScopeDelta,
  Witness,
} from './pull.ts';
export { digestHeader } from './digest.ts';
export {
  laneHeader,
  PushRequestSchema,
  PushResponseSchema,
  pushLimitBytes,
  segmentLimit,
  urgentLaneLimits,
  wholeLog,
} from './push.ts';
export type { PushedOperation, PushRequest, PushResponse, ScopeHead, TravellingOperation } from './push.ts';
export { contentContext, sealContext, SealedOperationSchema, sealInfo } from './sealed.ts';
export type { SealedOperation } from './sealed.ts';
export { WipedRequestSchema, WipedResponseSchema } from './wipe.ts';
export type { WipedRequest, WipedResponse } from './wipe.ts';
export type { WireTime } from './wire-time.ts';
