export {
  CameraStateFactSchema,
  CameraStateSchema,
  cameraConditions,
  noSignalReasons,
  pictureTroubles,
} from './camera-state.ts';
export type {
  CameraCondition,
  CameraState,
  CameraStateFact,
  NoSignalReason,
  PictureTrouble,
} from './camera-state.ts';
export {
  ControlFactSchema,
  ControlFactsSchema,
  controlVersion,
  FactLinkSchema,
  FactsStoredSchema,
  ForgetViewSchema,
  RevokedSchema,
  RevokeGrantsSchema,
  RevokePersonSchema,
  ViewingStartedSchema,
  ViewingStoppedSchema,
} from './control.ts';
export type { ControlFact, ControlFacts, FactLink, ViewingFact } from './control.ts';
export { downMessages, posterByteLimit, viewingEndCauses } from './down.ts';
export type {
  DownMessage,
  DownPayload,
  FrameClockFact,
  Poster,
  ReplayFact,
  ViewingEndCause,
} from './down.ts';
export { LayerSchema } from './layer.ts';
export type { Layer, LayerStep } from './layer.ts';
export { linkText } from './fact-chain.ts';
export type { LinkPlace } from './fact-chain.ts';
export { CameraIdSchema, DisplayIdSchema, GrantIdSchema, ViewingIdSchema } from './ids.ts';
export type { CameraId, DisplayId, GrantId, ViewingId } from './ids.ts';
export { moveLeaseMs, moveRenewMs, ptzEndCauses, ptzErrors } from './ptz.ts';
export type { PtzCommand, PtzError, PtzHolder, PtzPreset } from './ptz.ts';
export {
  grantRefusals,
  replySchema,
  signallingErrors,
  signallingVersion,
  upMessages,
  watchLimit,
} from './up.ts';
export type {
  GrantRefusal,
  Reply,
  SignallingError,
  UpAnswer,
  UpMessage,
  UpRequest,
  WatchAnswer,
} from './up.ts';
export {
  grantAudience,
  grantDenials,
  grantIssuer,
  MoveRankSchema,
  ViewingGrantClaimsSchema,
  ViewingGrantRequestSchema,
  ViewingGrantResponseSchema,
  viewingPurposes,
  ViewingPurposeSchema,
} from './viewing-grant.ts';
export type {
  GrantDenial,
  MoveRank,
  ViewingGrantClaims,
  ViewingGrantRequest,
  ViewingGrantResponse,
  ViewingPurpose,
} from './viewing-grant.ts';
export {
  playbackAudience,
  playbackFailures,
  PlaybackGrantClaimsSchema,
  PlaybackGrantRequestSchema,
  PlaybackGrantResponseSchema,
  playbackPurposes,
  PlaybackPurposeSchema,
  playbackRangeLimitMs,
  playbackReasonLength,
  playbackSpeeds,
  RecordedRangeSchema,
  recordedRangeLimit,
} from './playback.ts';
export type {
  PermissionPaper,
  PlaybackClock,
  PlaybackCommand,
  PlaybackCoverage,
  PlaybackFailure,
  PlaybackGrantClaims,
  PlaybackGrantRefusal,
  PlaybackGrantRequest,
  PlaybackGrantResponse,
  PlaybackPurpose,
  PlaybackSpeed,
  PlaybackState,
  RecordedRange,
} from './playback.ts';
export {
  beatIntervalMs,
  BeatAnswerSchema,
  beatNowEvent,
  BeatSchema,
  CameraNodesRequestSchema,
  CameraNodesResponseSchema,
  NodeNameSchema,
  nodePath,
  NodePlaceSchema,
} from './nodes.ts';
export type { Beat, BeatAnswer, NodePlace } from './nodes.ts';
export {
  edgeLeaseAudience,
  edgeLeaseByteLimit,
  EdgeLeaseClaimsSchema,
  EdgeLeaseRequestSchema,
  EdgeLeaseResponseSchema,
} from './edge-lease.ts';
export type { EdgeLease, EdgeLeaseClaims } from './edge-lease.ts';
export {
  NodePipesSchema,
  permitText,
  pipeAsks,
  PipeChallengeSchema,
  PipeHelloSchema,
  PipePathSchema,
  PipeProofSchema,
  pipesEvent,
  PipesSchema,
  pipeTells,
  pipeVersion,
} from './pipe.ts';
export type {
  NodePipes,
  PipeAsk,
  PipeAskAnswer,
  PipeAskRequest,
  PipeClock,
  PipeHello,
  PipePath,
  PipePermit,
  PipeTell,
  PipeTold,
} from './pipe.ts';
