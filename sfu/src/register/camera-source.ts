import type { CameraId } from '@truc/media/signalling';
import { CameraIdSchema } from '@truc/media/signalling';
import * as v from 'valibot';

/** One of a camera's streams. `profile`: the token by which the camera itself names it over ONVIF. */
export type StreamSource = { readonly url: string; readonly profile?: string };

/** Where the camera takes ONVIF's questions: `url` of its device service. Its account is the camera's. */
export type OnvifSource = { readonly url: string };

/**
 * Where the recorder keeps what it records of a camera, and our account there: `url` of the recording over RTSP, or `onvif`, the
 * recorder's device service, which tells it (profile G); `recording`: the token by which it names the camera's recording.
 */
export type RecorderSource = {
  readonly url?: string;
  readonly onvif?: { readonly url: string; readonly recording?: string };
  readonly username?: string;
  readonly password?: string;
};

/**
 * Where a camera is and how to log in to it. Held by the SFU alone (KH-08): never logged, never in an error, a fact or an
 * answer. `sub` is the camera's smaller stream.
 */
export type CameraSource = {
  readonly camera: CameraId;
  readonly username?: string;
  readonly password?: string;
  readonly main: StreamSource;
  readonly sub?: StreamSource;
  readonly onvif?: OnvifSource;
  readonly recorder?: RecorderSource;
};

const rtspUrl = urlOf(['rtsp:', 'rtsps:'], 'an rtsp:// or rtsps:// address without user or password');
const account = {
  username: v.optional(v.pipe(v.string(), v.maxLength(256))),
  password: v.optional(v.pipe(v.string(), v.maxLength(256))),
};
const StreamSourceSchema = v.strictObject({
  url: rtspUrl,
  profile: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(64))),
});
const OnvifSourceSchema = v.strictObject({
  url: urlOf(['http:', 'https:'], 'an http:// or https:// address without user or password'),
});

const RecorderSourceSchema = v.pipe(
  v.strictObject({
    url: v.optional(rtspUrl),
    onvif: v.optional(
      v.strictObject({
        ...OnvifSourceSchema.entries,
        recording: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(64))),
      }),
    ),
    ...account,
  }),
  v.check(({ url, onvif }) => url !== undefined || onvif !== undefined, 'an address of RTSP or of ONVIF'),
);

/** As registers of one stream, and then two, were written before: `url` is the main stream's, `sub` the smaller one's. */
const FlatSourceSchema = v.pipe(
  v.strictObject({ camera: CameraIdSchema, url: rtspUrl, ...account, sub: v.optional(rtspUrl) }),
  v.transform(({ url, sub, ...rest }) => ({
    ...rest,
    main: { url },
    ...(sub === undefined ? {} : { sub: { url: sub } }),
  })),
);
const FullSourceSchema = v.strictObject({
  camera: CameraIdSchema,
  ...account,
  main: StreamSourceSchema,
  sub: v.optional(StreamSourceSchema),
  onvif: v.optional(OnvifSourceSchema),
  recorder: v.optional(RecorderSourceSchema),
});

/** Takes both shapes and gives the present one. What is optional is absent, not undefined. */
export const CameraSourceSchema = v.pipe(
  v.lazy((input) => (isFlat(input) ? FlatSourceSchema : FullSourceSchema)),
  v.transform(toSource),
);

function isFlat(input: unknown): boolean {
  return typeof input === 'object' && input !== null && 'url' in input;
}

function toSource(parsed: v.InferOutput<typeof FlatSourceSchema | typeof FullSourceSchema>): CameraSource {
  const { camera, username, password, main, sub } = parsed;
  const onvif = 'onvif' in parsed ? parsed.onvif : undefined;
  const recorder = 'recorder' in parsed ? parsed.recorder : undefined;
  return {
    camera,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    main: toStream(main),
    ...(sub === undefined ? {} : { sub: toStream(sub) }),
    ...(onvif === undefined ? {} : { onvif }),
    ...(recorder === undefined ? {} : { recorder: toRecorder(recorder) }),
  };
}

function toRecorder(parsed: v.InferOutput<typeof RecorderSourceSchema>): RecorderSource {
  const { url, onvif, username, password } = parsed;
  return {
    ...(url === undefined ? {} : { url }),
    ...(onvif === undefined ? {} : { onvif: toRecorderDevice(onvif) }),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
  };
}

function toRecorderDevice({ url, recording }: { url: string; recording?: string | undefined }) {
  return recording === undefined ? { url } : { url, recording };
}

function toStream({ url, profile }: { url: string; profile?: string | undefined }): StreamSource {
  return profile === undefined ? { url } : { url, profile };
}

function urlOf(protocols: readonly string[], description: string) {
  const isUrl = (text: string): boolean => {
    if (!URL.canParse(text)) return false;
    const url = new URL(text);
    return (
      protocols.includes(url.protocol) && url.username === '' && url.password === '' && url.hostname !== ''
    );
  };
  return v.pipe(v.string(), v.maxLength(2_048), v.check(isUrl, description));
}
