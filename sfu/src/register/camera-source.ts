import type { CameraId } from '@truc/media/signalling';
import { CameraIdSchema } from '@truc/media/signalling';
import * as v from 'valibot';

/** One of a camera's streams. `profile`: the token by which the camera itself names it over ONVIF. */
export type StreamSource = { readonly url: string; readonly profile?: string };

/** Where the camera takes ONVIF's questions: `url` of its device service. Its account is the camera's. */
export type OnvifSource = { readonly url: string };

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
  return {
    camera,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    main: toStream(main),
    ...(sub === undefined ? {} : { sub: toStream(sub) }),
    ...(onvif === undefined ? {} : { onvif }),
  };
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
