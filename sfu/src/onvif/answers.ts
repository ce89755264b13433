import * as v from 'valibot';
import type { OnvifEvent, OnvifPreset, OnvifProfile, OnvifService } from './device-port.ts';

/**
 * What the library makes of the devices' answers: one element where there is one, a list where there are several, text or a
 * number as it looks. Each is parsed to our own shape, bounded in number and length; what is missing is left out.
 */
const listLimit = 256;
const tokenLimit = 64;
const textLimit = 128;

export const text = v.pipe(
  v.union([v.string(), v.number(), v.boolean()]),
  v.transform((value) => String(value)),
);
/** Stands before tokens that begin with a digit, so that the library does not read them as numbers. */
export const tokenMark = '\u2060';
const tokenText = v.pipe(
  text,
  v.transform((token) => token.replace(tokenMark, '')),
  v.minLength(1),
  v.maxLength(tokenLimit),
);
export const shortText = v.pipe(
  text,
  v.transform((value) => value.replace(/\p{Cc}/gu, ' ').slice(0, textLimit)),
);
const count = v.fallback(v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(100_000))), undefined);
const attributes = v.looseObject({ token: tokenText });

export function listOf<Schema extends v.GenericSchema>(schema: Schema) {
  const many = v.pipe(v.array(schema), v.maxLength(listLimit));
  return v.union([
    many,
    v.pipe(
      schema,
      v.transform((one) => [one]),
    ),
  ]);
}

const H264Schema = v.looseObject({ govLength: count, H264Profile: v.optional(shortText) });
const EncoderSchema = v.looseObject({
  $: v.optional(v.looseObject({ GovLength: v.optional(text), Profile: v.optional(shortText) })),
  encoding: v.optional(shortText),
  resolution: v.optional(v.looseObject({ width: count, height: count })),
  rateControl: v.optional(v.looseObject({ frameRateLimit: count })),
  H264: v.optional(H264Schema),
  MPEG4: v.optional(v.looseObject({ govLength: count })),
});
export const ProfilesSchema = v.pipe(
  listOf(
    v.looseObject({
      $: attributes,
      name: v.optional(shortText),
      videoEncoderConfiguration: v.optional(EncoderSchema),
      PTZConfiguration: v.optional(v.unknown()),
    }),
  ),
  v.transform((profiles) => profiles.map(toProfile)),
);

type LibraryProfile = {
  readonly $: { readonly token: string };
  readonly name?: string | undefined;
  readonly videoEncoderConfiguration?: v.InferOutput<typeof EncoderSchema> | undefined;
  readonly PTZConfiguration?: unknown;
};

function toProfile(profile: LibraryProfile): OnvifProfile {
  const encoder = profile.videoEncoderConfiguration;
  // Media2 has them as attributes, the older service as elements.
  const gop = encoder?.$?.GovLength === undefined ? encoder?.H264?.govLength : Number(encoder.$.GovLength);
  return {
    token: profile.$.token,
    name: profile.name ?? '',
    hasPtz: profile.PTZConfiguration !== undefined,
    ...defined({
      codec: encoder?.encoding?.toLowerCase().replaceAll('.', ''),
      codecProfile: encoder?.$?.Profile ?? encoder?.H264?.H264Profile,
      width: encoder?.resolution?.width,
      height: encoder?.resolution?.height,
      fps: encoder?.rateControl?.frameRateLimit,
      gop: gop !== undefined && Number.isFinite(gop) ? gop : undefined,
    }),
  };
}

const namespaces: readonly [RegExp, OnvifService][] = [
  [/\/ver10\/media\/wsdl/, 'media1'],
  [/\/ver20\/media\/wsdl/, 'media2'],
  [/\/ver20\/ptz\/wsdl/, 'ptz'],
  [/\/ver10\/events\/wsdl/, 'events'],
  [/\/ver10\/search\/wsdl/, 'search'],
  [/\/ver10\/replay\/wsdl/, 'replay'],
];
export const ServicesSchema = v.pipe(
  listOf(v.looseObject({ namespace: shortText })),
  v.transform((services): ReadonlySet<OnvifService> => {
    const named = services.map(
      ({ namespace }) => namespaces.find(([pattern]) => pattern.test(namespace))?.[1],
    );
    return new Set(named.filter((service) => service !== undefined));
  }),
);

/** Of GetCapabilities, which devices have that know no GetServices. */
export const CapabilitiesSchema = v.pipe(
  v.looseObject({
    media: v.optional(v.unknown()),
    PTZ: v.optional(v.unknown()),
    events: v.optional(v.unknown()),
  }),
  v.transform(({ media, PTZ, events }): ReadonlySet<OnvifService> => {
    const named = { media1: media, ptz: PTZ, events } as const;
    return new Set((['media1', 'ptz', 'events'] as const).filter((service) => named[service] !== undefined));
  }),
);

export const StreamUriSchema = v.pipe(
  v.looseObject({ uri: v.pipe(v.string(), v.maxLength(2_048)) }),
  v.transform(({ uri }) => uri.trim()),
);
export const ClockSchema = v.pipe(
  v.date(),
  v.transform((date) => date.getTime()),
  v.finite(),
);

/** By token, as the library keeps them. */
export const PresetsSchema = v.pipe(
  v.record(v.string(), v.looseObject({ $: attributes, name: v.optional(shortText) })),
  v.transform((presets): readonly OnvifPreset[] =>
    Object.values(presets)
      .slice(0, listLimit)
      .map(({ $, name }) => ({ token: $.token, name: name ?? $.token })),
  ),
);

const SimpleItemSchema = v.looseObject({ $: v.looseObject({ Name: shortText, Value: shortText }) });
const ItemsSchema = v.optional(v.looseObject({ simpleItem: v.optional(listOf(SimpleItemSchema)) }));
const NotificationSchema = v.looseObject({
  topic: v.union([text, v.looseObject({ _: text })]),
  message: v.looseObject({ message: v.looseObject({ source: ItemsSchema, data: ItemsSchema }) }),
});
export const EventsSchema = v.pipe(
  v.looseObject({ notificationMessage: v.optional(listOf(v.unknown())) }),
  v.transform(({ notificationMessage = [] }): readonly OnvifEvent[] =>
    notificationMessage.flatMap((message) => {
      // One that is of no known shape does not take the others with it.
      const parsed = v.safeParse(NotificationSchema, message);
      return parsed.success ? [toEvent(parsed.output)] : [];
    }),
  ),
);

function toEvent({ topic, message }: v.InferOutput<typeof NotificationSchema>): OnvifEvent {
  const items = [message.message.source, message.message.data].flatMap((part) => part?.simpleItem ?? []);
  const name = typeof topic === 'string' ? topic : topic._;
  return {
    topic: name
      .replace(/[\w-]+:/g, '')
      .trim()
      .slice(0, textLimit),
    values: Object.fromEntries(items.map(({ $ }) => [$.Name, $.Value])),
  };
}

function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
