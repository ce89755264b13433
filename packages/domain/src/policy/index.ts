export { mayCarryOutAccounts, mayDecideAccount, mayProposeAccount } from './accounts.ts';
export type { AccountQuestion } from './accounts.ts';
export { mayReadAccessLog } from './access-log.ts';
export type { AccessLogQuestion } from './access-log.ts';
export { mayAdopt } from './adopt.ts';
export type { AdoptQuestion } from './adopt.ts';
export {
  facilityActions,
  mayAtFacility,
  mayConsolidateFocalLists,
  mayProposeFocalList,
} from './at-facility.ts';
export type { FacilityAction } from './at-facility.ts';
export { mayAuthoriseViewing } from './authorise-viewing.ts';
export type { AuthoriseViewingQuestion } from './authorise-viewing.ts';
export { mayExamineAlarms } from './device-alarms.ts';
export { mayManageDevices } from './devices.ts';
export type { DevicesQuestion } from './devices.ts';
export { faultActions, faultActionsOf, mayOnFault, mayReportFault } from './fault.ts';
export type { FaultAction, FaultQuestion } from './fault.ts';
export { exportActionOf, mayOnExport } from './footage-export.ts';
export type { ExportAction, ExportQuestion } from './footage-export.ts';
export { incidentActionOf, mayInIncident } from './incident.ts';
export type { IncidentAction, IncidentQuestion } from './incident.ts';
export { mayDriveKiosk, mayPairKiosk, mayRevokeKiosk, mayShowOnKiosk } from './kiosk.ts';
export type { KioskQuestion, ShowOnKioskQuestion, ShowOnKioskRefusal } from './kiosk.ts';
export {
  mayAccountForWatch,
  mayAppointWatch,
  mayCountersignLogbook,
  mayHandOverShift,
  mayOverseeWatch,
  mayReadLogbook,
  mayWriteLogbook,
} from './logbook.ts';
export type { LogbookQuestion } from './logbook.ts';
export { mayInMisuse, misuseActionOf } from './misuse.ts';
export type { MisuseAction, MisuseQuestion } from './misuse.ts';
export { mayMoveCamera, moveRanks } from './move-camera.ts';
export type { MoveRank } from './move-camera.ts';
export { permissionMatrix } from './permission-matrix.ts';
export type { Action, Cell, Permission, Reach } from './permission-matrix.ts';
export { permits } from './permits.ts';
export type { ProvinceSettings, Question, Refusal, Subject } from './permits.ts';
export { mayPlayBack } from './play-back.ts';
export { mayViewLive } from './view-live.ts';
export type { ViewLiveQuestion, ViewLiveRefusal } from './view-live.ts';
export { isWatermarked } from './watermark.ts';
export { mayUseWallView } from './wall-views.ts';
export type { WallViewQuestion } from './wall-views.ts';
