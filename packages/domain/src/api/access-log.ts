import * as v from 'valibot';

const Time = v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number));
const Id = v.pipe(v.string(), v.maxLength(64));

/** Query of `GET /api/access-log`. Times in ms since 1970; `before` is `next` of an earlier answer. */
export const AccessLogQuerySchema = v.strictObject({
  person: v.optional(Id),
  camera: v.optional(Id),
  from: v.optional(Time),
  to: v.optional(Time),
  before: v.optional(v.pipe(v.string(), v.regex(/^\d{1,15}_[0-9a-f-]{36}$/))),
});
export type AccessLogQuery = v.InferOutput<typeof AccessLogQuerySchema>;

/**
 * One look at one camera (the columns of report R10). Times in ms; `stoppedAt` is null while it runs. `hiddenMs` of that time
 * the tile was hidden and no byte flowed. `cause`: how it ended. `system`: through which of the two (GL-01).
 */
export const LookSchema = v.strictObject({
  viewing: v.string(),
  startedAt: v.number(),
  stoppedAt: v.nullable(v.number()),
  hiddenMs: v.number(),
  person: v.string(),
  name: v.string(),
  account: v.string(),
  /** Of a kiosk, whose name and account stand above: the name of the person who answers for it. Null: a person looked. */
  answerable: v.optional(v.nullable(v.string()), null),
  agency: v.string(),
  system: v.nullable(v.picklist(['CENTRAL', 'FACILITY'])),
  camera: v.string(),
  cameraName: v.string(),
  facility: v.string(),
  purpose: v.string(),
  display: v.string(),
  cause: v.nullable(v.string()),
  /** It began while the server could not be asked, under a lease: the node at the facility wrote it down and told it later. */
  offline: v.boolean(),
  /**
   * Of recordings: the stretch that was granted, why, under which paper (number, date, signatory) where it needs one, and what
   * was really shown; null while it runs, and where that was never told. Null: live.
   */
  playback: v.nullable(
    v.strictObject({
      from: v.number(),
      until: v.number(),
      reason: v.string(),
      paper: v.nullable(v.tuple([v.string(), v.string(), v.string()])),
      shown: v.nullable(v.array(v.tuple([v.number(), v.number()]))),
    }),
  ),
});
export type Look = v.InferOutput<typeof LookSchema>;

/** Newest first. `next`: where the page after this one begins; null at the end. `all`: whether other people's looks are in it. */
export const AccessLogResponseSchema = v.strictObject({
  looks: v.array(LookSchema),
  next: v.nullable(v.string()),
  all: v.boolean(),
  /** What can be asked for: cameras and, for whoever reads all looks, people. */
  cameras: v.array(v.strictObject({ id: v.string(), name: v.string(), facility: v.string() })),
  people: v.array(v.strictObject({ id: v.string(), name: v.string(), agency: v.string() })),
});
export type AccessLogResponse = v.InferOutput<typeof AccessLogResponseSchema>;

/**
 * `GET /api/access-log/chain`: whether the record is whole. `breaks`: how often a fact did not follow the one before when it
 * came; `firstFault`: the first place where what is stored now does not hold.
 */
export const AccessLogChainSchema = v.strictObject({
  links: v.number(),
  breaks: v.number(),
  firstFault: v.nullable(v.strictObject({ sfu: v.string(), link: v.number(), kind: v.string() })),
});
export type AccessLogChain = v.InferOutput<typeof AccessLogChainSchema>;
