export { accountMoves, AccountAnswerSchema, AccountsResponseSchema, ActOnAccountSchema } from './accounts.ts';
export type {
  AccountAnswer,
  AccountMove,
  AccountPlace,
  AccountProposalView,
  AccountReviewRow,
  AccountRight,
  AccountsResponse,
  ActOnAccount,
} from './accounts.ts';
export { AcknowledgeCallsSchema, DutyCallSchema, DutyCallsResponseSchema } from './duty-calls.ts';
export type { AcknowledgeCalls, DutyCall, DutyCallsResponse } from './duty-calls.ts';
export { BoardResponseSchema, BoardRowSchema } from './board.ts';
export type { BoardResponse, BoardRow } from './board.ts';
export { TimelineQuerySchema, TimelineResponseSchema, timelineSpanMs } from './timeline.ts';
export type { TimelineResponse } from './timeline.ts';
export {
  AccessLogChainSchema,
  AccessLogQuerySchema,
  AccessLogResponseSchema,
  LookSchema,
} from './access-log.ts';
export type { AccessLogChain, AccessLogQuery, AccessLogResponse, Look } from './access-log.ts';
export {
  DeviceAlarmReceiptSchema,
  DeviceAlarmReportSchema,
  DeviceAlarmSchema,
  DeviceAlarmsResponseSchema,
  ExamineAlarmSchema,
} from './device-alarms.ts';
export type {
  DeviceAlarm,
  DeviceAlarmReceipt,
  DeviceAlarmReport,
  DeviceAlarmsResponse,
  ExamineAlarm,
} from './device-alarms.ts';
export { LogbookSearchRequestSchema, LogbookSearchResponseSchema } from './logbook-search.ts';
export type { LogbookSearchRequest, LogbookSearchResponse } from './logbook-search.ts';
export { DeviceOrderSchema, DevicesResponseSchema, DeviceSummarySchema } from './devices.ts';
export type { DeviceOrder, DevicesResponse, DeviceSummary } from './devices.ts';
export { MissingSchema, QuarantineResponseSchema, WaitingSchema } from './quarantine.ts';
export type { Missing, QuarantineResponse, Waiting } from './quarantine.ts';
export {
  CamerasResponseSchema,
  FacilityAccessSchema,
  FaultAccessSchema,
  MeSchema,
  PostAccessSchema,
} from './me.ts';
export { desks } from './me.ts';
export {
  SessionNameSchema,
  sessionsEndedAtOnce,
  SignInRequestSchema,
  SignOutRequestSchema,
} from './sign-in.ts';
export type { SessionName, SignInRequest, SignOutRequest } from './sign-in.ts';
export type { CamerasResponse, Desk, FacilityAccess, FaultAccess, Me, PostAccess } from './me.ts';
export {
  ExportActAnswerSchema,
  ExportActRequestSchema,
  ExportListSchema,
  ExportOpenedSchema,
  OpenExportSchema,
} from './footage-exports.ts';
export type {
  ExportActAnswer,
  ExportActRequest,
  ExportLine,
  ExportList,
  ExportPlace,
  ExportView,
} from './footage-exports.ts';
export { IncidentExportAnswerSchema, IncidentExportRequestSchema } from './incident-export.ts';
export type { IncidentExportAnswer, IncidentExportRequest } from './incident-export.ts';
export { MisusePeopleSchema, MisuseReceiptSchema, MisuseReportSchema } from './misuse.ts';
export type { MisusePeople, MisuseReceipt, MisuseReport } from './misuse.ts';
export {
  RemoveWallViewSchema,
  SaveWallViewSchema,
  wallShapes,
  wallTileCounts,
  WallViewAnswerSchema,
  WallViewSchema,
  WallViewsResponseSchema,
} from './wall-views.ts';
export type {
  RemoveWallView,
  SaveWallView,
  WallTileCount,
  WallView,
  WallViewAnswer,
  WallViewsResponse,
} from './wall-views.ts';
export { CameraFaultSchema, CameraFaultsResponseSchema, DecideFaultSchema } from './camera-faults.ts';
export type { CameraFault, CameraFaultsResponse, DecideFault } from './camera-faults.ts';
export { hintEvent, HintSchema } from './hints.ts';
export type { Hint } from './hints.ts';
export {
  AskViewingSchema,
  DecideViewingHereSchema,
  DecideViewingSchema,
  EndViewingSchema,
  viewingReasonLetters,
  ViewingRequestAnswerSchema,
  ViewingRequestSchema,
  ViewingRequestsResponseSchema,
} from './viewing-requests.ts';
export type {
  AskViewing,
  DecideViewing,
  DecideViewingHere,
  ViewingRequest,
  ViewingRequestAnswer,
  ViewingRequestsResponse,
} from './viewing-requests.ts';
export {
  AskingSchema,
  AskingScreenSchema,
  BoardAlarmSchema,
  DisplayGrantRequestSchema,
  DisplayResponseSchema,
  DisplayShownSchema,
  KioskAnswerSchema,
  KiosksResponseSchema,
  KioskSummarySchema,
  pairingCodeLength,
  pairingCodeMs,
  PairingCodeSchema,
  pairingLetters,
  PairingSchema,
  PairKioskSchema,
  RenameKioskSchema,
  RevokeKioskSchema,
  WallNowSchema,
} from './kiosks.ts';
export type {
  AskingScreen,
  BoardAlarm,
  DisplayGrantRequest,
  DisplayResponse,
  DisplayShown,
  KioskAnswer,
  KiosksResponse,
  KioskSummary,
  Pairing,
  PairKiosk,
  RenameKiosk,
  RevokeKiosk,
  WallNow,
} from './kiosks.ts';
export {
  AcknowledgeAlarmsSchema,
  AcknowledgedAlarmsSchema,
  DrivableWallSchema,
  DriveAnswerSchema,
  DriveWallSchema,
  OpenOwnWallSchema,
  OwnWallSchema,
  SayWatchSchema,
  WallsResponseSchema,
  WallWatchSchema,
} from './walls.ts';
export type {
  AcknowledgeAlarms,
  AcknowledgedAlarms,
  DrivableWall,
  DriveAnswer,
  DriveWall,
  OpenOwnWall,
  OwnWallAnswer,
  SayWatch,
  WallsResponse,
  WallWatch,
} from './walls.ts';
export { PushHintSchema, PushKeyResponseSchema, PushSubscriptionSchema } from './push.ts';
export type { PushHint, PushKeyResponse, PushSubscription } from './push.ts';
export {
  AddDocumentSchema,
  AddPatternSchema,
  AskCalendarSchema,
  CalendarResponseSchema,
  WatchChangeAnswerSchema,
  WatchPlanResponseSchema,
} from './watch.ts';
export type {
  AddDocument,
  AddPattern,
  CalendarGap,
  CalendarResponse,
  CalendarShift,
  PostCalendar,
  PostDevice,
  PostPlan,
  WatchChangeAnswer,
  WatchPlanResponse,
} from './watch.ts';
export {
  AskLooksSchema,
  CoverageResponseSchema,
  InspectAnswerSchema,
  InspectionsResponseSchema,
  InspectSchema,
  LooksOfFacilitySchema,
} from './inspections.ts';
export type {
  CoverageResponse,
  FindingView,
  Inspect,
  InspectAnswer,
  InspectedFacility,
  InspectionsResponse,
  InspectionView,
} from './inspections.ts';
export {
  AskClashesSchema,
  CheckDeviceSchema,
  ClashesResponseSchema,
  MaintainAnswerSchema,
  MaintainSchema,
  MaintenanceResponseSchema,
} from './maintenance.ts';
export type {
  AskClashes,
  CheckDevice,
  ClashesResponse,
  Maintain,
  MaintainAnswer,
  MaintainedDeviceView,
  MaintenanceResponse,
  WorkView,
} from './maintenance.ts';
export { ActOnFocalListSchema, FocalListAnswerSchema, FocalListsResponseSchema } from './focal-lists.ts';
export type { ActOnFocalList, FocalListAnswer, FocalListsResponse, FocalListView } from './focal-lists.ts';
