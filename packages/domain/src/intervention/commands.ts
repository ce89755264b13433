import * as v from 'valibot';
import { versionedKind, type VersionedKind } from '../events/versioned-kind.ts';
import { zoneKinds } from '../camera/camera.ts';
import { AssetSchema, checkPace, faultTextLimit, nameLimit, visitorsLimit } from '../fault-log/commands.ts';
import { measures, visitChecklist } from '../fault-log/words.ts';
import { deviceKinds, findOutcomes, findSources, works } from './words.ts';

export const permitAssetsLimit = 64;

const text = (limit: number) => v.pipe(v.string(), v.maxLength(limit));
const written = (limit: number) => v.pipe(v.string(), v.minLength(1), v.maxLength(limit));
/** Ms since 1970. */
const time = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const uuid = v.pipe(v.string(), v.regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/));
const people = v.pipe(v.array(written(nameLimit)), v.minLength(1), v.maxLength(visitorsLimit));

/** KH-09: who, what, when, at which assets. `picturesOff`: whether pictures or recordings stop meanwhile (GL-25). */
export const AskSchema = v.strictObject({
  permit: uuid,
  work: v.picklist(works),
  detail: written(faultTextLimit),
  assets: v.pipe(v.array(AssetSchema), v.minLength(1), v.maxLength(permitAssetsLimit)),
  from: time,
  to: time,
  workers: people,
  agency: written(nameLimit),
  picturesOff: v.boolean(),
});
/** The legal act is the signed document; what is entered here follows it. May narrow the time, never widen it. */
export const ApproveSchema = v.strictObject({
  permit: uuid,
  document: written(nameLimit),
  from: time,
  to: time,
  note: text(faultTextLimit),
});
export const RefuseSchema = v.strictObject({ permit: uuid, reason: written(faultTextLimit) });
const substitute = v.strictObject({
  measure: v.picklist(measures),
  person: written(nameLimit),
  everyMs: v.pipe(v.number(), v.safeInteger(), v.minValue(checkPace.leastMs), v.maxValue(checkPace.mostMs)),
});
/** Whether the checklist is whole (GL-26) and the substitute is there (GL-25) is the decision's question. */
export const BeginSchema = v.strictObject({
  permit: uuid,
  isOnSite: v.boolean(),
  workers: v.pipe(v.array(written(nameLimit)), v.maxLength(visitorsLimit)),
  checklist: v.pipe(v.array(v.picklist(visitChecklist)), v.maxLength(visitChecklist.length)),
  substitute: v.nullable(substitute),
});
export const WorkCheckSchema = v.strictObject({
  permit: uuid,
  isNormal: v.boolean(),
  note: text(faultTextLimit),
});
/** `restored`: pictures and recordings were seen again, both. */
export const EndSchema = v.strictObject({
  permit: uuid,
  restored: v.boolean(),
  note: text(faultTextLimit),
});
export const RevokeSchema = v.strictObject({ permit: uuid, reason: written(faultTextLimit) });

/** Where a device stands. `zone`: of a camera; null for everything else. */
const place = { place: written(nameLimit), zone: v.nullable(v.picklist(zoneKinds)) };
/** GL-16. `asset`: the camera's, recorder's or line's id in the registers; null for what has none. */
export const ListDeviceSchema = v.strictObject({
  device: uuid,
  kind: v.picklist(deviceKinds),
  name: written(nameLimit),
  model: text(nameLimit),
  serial: written(nameLimit),
  asset: v.nullable(written(64)),
  ...place,
});
/** KH-14: `permit`: under which it is moved. */
export const PlaceDeviceSchema = v.strictObject({ device: uuid, permit: text(64), ...place });
export const RetireDeviceSchema = v.strictObject({
  device: uuid,
  permit: text(64),
  reason: written(faultTextLimit),
});
/** GL-16: a device that no list holds. `owner`, `due`: who sees to it, until when. `source`, `record`: how it was found, and the record that says so. */
export const FoundSchema = v.strictObject({
  find: uuid,
  source: v.picklist(findSources),
  record: text(64),
  description: written(faultTextLimit),
  serial: text(nameLimit),
  place: written(nameLimit),
  owner: written(nameLimit),
  due: time,
});
/** `device`: in the list, where it was entered. */
export const SettleSchema = v.strictObject({
  find: uuid,
  outcome: v.picklist(findOutcomes),
  device: v.nullable(uuid),
  note: written(faultTextLimit),
});

export type AskBody = v.InferOutput<typeof AskSchema>;
export type ApproveBody = v.InferOutput<typeof ApproveSchema>;
export type RefuseBody = v.InferOutput<typeof RefuseSchema>;
export type BeginBody = v.InferOutput<typeof BeginSchema>;
export type WorkCheckBody = v.InferOutput<typeof WorkCheckSchema>;
export type EndBody = v.InferOutput<typeof EndSchema>;
export type RevokeBody = v.InferOutput<typeof RevokeSchema>;
export type ListDeviceBody = v.InferOutput<typeof ListDeviceSchema>;
export type PlaceDeviceBody = v.InferOutput<typeof PlaceDeviceSchema>;
export type RetireDeviceBody = v.InferOutput<typeof RetireDeviceSchema>;
export type FoundBody = v.InferOutput<typeof FoundSchema>;
export type SettleBody = v.InferOutput<typeof SettleSchema>;

export const interventionKinds = {
  askPermit: versionedKind('permit.ask', AskSchema),
  approvePermit: versionedKind('permit.approve', ApproveSchema),
  refusePermit: versionedKind('permit.refuse', RefuseSchema),
  beginWork: versionedKind('permit.begin', BeginSchema),
  checkWork: versionedKind('permit.check', WorkCheckSchema),
  endWork: versionedKind('permit.end', EndSchema),
  revokePermit: versionedKind('permit.revoke', RevokeSchema),
  listDevice: versionedKind('device.list', ListDeviceSchema),
  placeDevice: versionedKind('device.place', PlaceDeviceSchema),
  retireDevice: versionedKind('device.retire', RetireDeviceSchema),
  foundDevice: versionedKind('device.found', FoundSchema),
  settleFind: versionedKind('device.settle', SettleSchema),
} as const satisfies Record<string, VersionedKind<unknown>>;

export type PermitCommand =
  | { readonly type: 'askPermit'; readonly body: AskBody }
  | { readonly type: 'approvePermit'; readonly body: ApproveBody }
  | { readonly type: 'refusePermit'; readonly body: RefuseBody }
  | { readonly type: 'beginWork'; readonly body: BeginBody }
  | { readonly type: 'checkWork'; readonly body: WorkCheckBody }
  | { readonly type: 'endWork'; readonly body: EndBody }
  | { readonly type: 'revokePermit'; readonly body: RevokeBody };
export type InventoryCommand =
  | { readonly type: 'listDevice'; readonly body: ListDeviceBody }
  | { readonly type: 'placeDevice'; readonly body: PlaceDeviceBody }
  | { readonly type: 'retireDevice'; readonly body: RetireDeviceBody }
  | { readonly type: 'foundDevice'; readonly body: FoundBody }
  | { readonly type: 'settleFind'; readonly body: SettleBody };
export type InterventionCommand = PermitCommand | InventoryCommand;
