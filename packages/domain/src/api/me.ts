import * as v from 'valibot';
import { PersonSchema, RoleAssignmentSchema } from '../account/role.ts';
import { CameraSchema } from '../camera/camera.ts';
import { AssetSchema } from '../fault-log/commands.ts';
import { FacilitySchema, PostSchema } from '../facility/facility.ts';
import { faultActions } from '../policy/fault.ts';

export const desks = ['inspections', 'maintenance', 'focal_lists', 'accounts', 'exports'] as const;
export type Desk = (typeof desks)[number];

/** A post with what this person may do with its book. */
export const PostAccessSchema = v.strictObject({
  post: PostSchema,
  scope: v.string(),
  write: v.boolean(),
  /** Whether he may vouch for other people's entries (GL-23). Optional: what a browser kept of an earlier version has none. */
  countersigns: v.optional(v.boolean(), false),
});
export type PostAccess = v.InferOutput<typeof PostAccessSchema>;

/** A facility whose incidents this person may read, with what he may do there. `scope` holds the commands on all of them. */
export const FacilityAccessSchema = v.strictObject({
  facility: FacilitySchema,
  scope: v.string(),
  opens: v.boolean(),
  handles: v.boolean(),
  checks: v.boolean(),
  /** Of violations: records them, is told of them and handles them, sees them remedied, or is whom they go up to. */
  records: v.optional(v.boolean(), false),
  manages: v.optional(v.boolean(), false),
  checksRemedy: v.optional(v.boolean(), false),
  oversees: v.optional(v.boolean(), false),
  /** Whether he may take the record of one out as a signed file. */
  exports: v.optional(v.boolean(), false),
  /** Where the log is that of one case about people who use this system: whom it is about (GL-18). */
  named: v.optional(v.array(v.strictObject({ id: v.string(), name: v.string() }))),
  /** Who is to be told at once (GL-21). */
  managers: v.optional(v.array(v.strictObject({ name: v.string(), position: v.string() })), []),
});
export type FacilityAccess = v.InferOutput<typeof FacilityAccessSchema>;

/** A log of faults that this person may read, with what he may do there and what can be out of order. Null: the central system. */
export const FaultAccessSchema = v.strictObject({
  scope: v.string(),
  facility: v.nullable(FacilitySchema),
  may: v.array(v.picklist(faultActions)),
  assets: v.array(AssetSchema),
});
export type FaultAccess = v.InferOutput<typeof FaultAccessSchema>;

/** `GET /api/me` and the answer of sign-in: all that the web needs to open offline, already cut to the person's rights. */
export const MeSchema = v.strictObject({
  person: PersonSchema,
  roles: v.array(RoleAssignmentSchema),
  posts: v.array(PostAccessSchema),
  /** Optional: what a browser kept of an earlier version has none. */
  facilities: v.optional(v.array(FacilityAccessSchema), []),
  /** Optional: what a browser kept of an earlier version has none. */
  faults: v.optional(v.array(FaultAccessSchema), []),
  /** Cases about people who use this system, each in a log of its own; never one that is about him (GL-18). */
  misuse: v.optional(v.array(FacilityAccessSchema), []),
  /** Facilities of which he may report that somebody misuses this system (GL-18). */
  reportsMisuse: v.optional(v.array(v.strictObject({ id: v.string(), name: v.string() })), []),
  /** Outages that end sooner than this by themselves need no repair; in ms. */
  shortOutageMs: v.optional(v.number(), 300_000),
  /** Names of the people whose entries this person may read, by id. */
  people: v.record(v.string(), v.string()),
  viewsCameras: v.boolean(),
  /** Whether anything can wait in quarantine for him. */
  adopts: v.optional(v.boolean(), false),
  managesDevices: v.optional(v.boolean(), false),
  /** Whether he looks into what devices noticed by themselves. */
  examinesAlarms: v.optional(v.boolean(), false),
  /** Whether live pictures carry his name. */
  watermarked: v.optional(v.boolean(), true),
  /** Whose looks he may read in the record of who watched what. */
  /** Whether faults of cameras concern him. */
  seesFaults: v.optional(v.boolean(), false),
  readsLooks: v.optional(v.picklist(['none', 'own', 'all']), 'none'),
  /** Which desks of papers concern him: inspections and zones, maintenance, lists of focal persons, accounts, extractions of recordings. */
  desks: v.optional(v.array(v.picklist(desks)), []),
});
export type Me = v.InferOutput<typeof MeSchema>;

/** `GET /api/cameras`: the cameras that this person may watch live, with their facilities. */
export const CamerasResponseSchema = v.strictObject({
  facilities: v.array(FacilitySchema),
  cameras: v.array(CameraSchema),
  /** Those of which he may watch recordings, and how long each one's recorder keeps them (KH-18); null where nobody knows. */
  recorded: v.optional(
    v.array(v.strictObject({ camera: v.string(), retentionHours: v.nullable(v.number()) })),
    [],
  ),
  /** On which recorders they hang: alarms of one are one matter in a flood. A camera that nobody placed stands at none. */
  recorders: v.optional(
    v.array(v.strictObject({ id: v.string(), name: v.string(), cameras: v.array(v.string()) })),
    [],
  ),
});
export type CamerasResponse = v.InferOutput<typeof CamerasResponseSchema>;
