import { failure, ok } from '@truc/base';
import type { Failure, Result } from '@truc/base';

/** What the ingest can take in: H.264 as it is, H.265 through a transcoder. */
export type SourceCodec = 'H264' | 'H265';

/** The video track of a camera, as its SDP describes it. */
export type VideoTrack = {
  readonly codec: SourceCodec;
  readonly payloadType: number;
  readonly packetizationMode: number;
  /** Parameter sets that the SDP announces (`sprop-…`), without start codes; often empty. */
  readonly parameterSets: readonly Buffer[];
  /** For SETUP. */
  readonly controlUrl: string;
  /** For PLAY, GET_PARAMETER and TEARDOWN. */
  readonly aggregateUrl: string;
};

export type SdpError = 'sdp_no_video' | 'sdp_unsupported_codec';

type Section = { readonly media: string; readonly attributes: readonly string[] };

const maxParameterSets = 16;
const setNames = ['sprop-parameter-sets', 'sprop-vps', 'sprop-sps', 'sprop-pps'];
/** Payload types that need no rtpmap (RFC 3551). */
const staticCodecs: ReadonlyMap<number, string> = new Map([
  [26, 'JPEG'],
  [31, 'H261'],
  [32, 'MPV'],
  [33, 'MP2T'],
]);

/**
 * Finds the first H.264 video track, else the first of H.265. `baseUrl` is Content-Base, else Content-Location, else the
 * request's URL. A camera that sends only other codecs gives `sdp_unsupported_codec` with the codec's name as detail.
 */
export function parseSdp(text: string, baseUrl: string): Result<VideoTrack, Failure<SdpError>> {
  const [session, ...media] = splitSections(text);
  const videos = media.filter((section) => section.media.startsWith('video '));
  const tracks = videos.map((section) => ({ section, ...findCodec(section) }));
  const best = tracks.find(({ name }) => name === 'H264') ?? tracks.find(({ name }) => name === 'H265');
  if (best === undefined) {
    const other = tracks[0]?.name;
    return other === undefined ? failure('sdp_no_video') : failure('sdp_unsupported_codec', other);
  }
  const parameters = formatParameters(best.section, best.payloadType);
  return ok({
    codec: best.name === 'H264' ? 'H264' : 'H265',
    payloadType: best.payloadType,
    packetizationMode: Number(parameters.get('packetization-mode') ?? 0),
    parameterSets: setNames.flatMap((name) => decodeParameterSets(parameters.get(name))),
    controlUrl: resolveControl(attribute(best.section, 'control'), baseUrl),
    aggregateUrl: resolveControl(session && attribute(session, 'control'), baseUrl),
  });
}

function splitSections(text: string): Section[] {
  const sections = [{ media: '', attributes: [] as string[] }];
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('m=')) sections.push({ media: line.slice(2).trim(), attributes: [] });
    else if (line.startsWith('a=')) sections.at(-1)?.attributes.push(line.slice(2).trim());
  }
  return sections;
}

function attribute(section: Section, name: string): string | undefined {
  const prefix = `${name}:`;
  return section.attributes.find((line) => line.toLowerCase().startsWith(prefix))?.slice(prefix.length);
}

/** The first H.264 payload type of the section, else the first that is named. */
function findCodec(section: Section): { readonly name: string; readonly payloadType: number } {
  const types = section.media.split(/\s+/).slice(3).map(Number);
  const named = types.map((payloadType) => ({ payloadType, name: codecName(section, payloadType) }));
  return named.find(({ name }) => name === 'H264') ?? named[0] ?? { payloadType: -1, name: 'unknown' };
}

function codecName(section: Section, payloadType: number): string {
  const prefix = `rtpmap:${payloadType} `;
  const line = section.attributes.find((text) => text.startsWith(prefix));
  if (line === undefined) return staticCodecs.get(payloadType) ?? 'unknown';
  const name = line.slice(prefix.length).trim().split('/')[0] ?? '';
  // The name reaches logs and screens, and the camera chose it.
  return (
    name
      .toUpperCase()
      .replace(/[^A-Z0-9.+-]/g, '')
      .slice(0, 32) || 'unknown'
  );
}

function formatParameters(section: Section, payloadType: number): ReadonlyMap<string, string> {
  const prefix = `fmtp:${payloadType} `;
  const parameters = new Map<string, string>();
  for (const line of section.attributes.filter((text) => text.startsWith(prefix))) {
    for (const pair of line.slice(prefix.length).split(';')) {
      const equals = pair.indexOf('=');
      if (equals > 0)
        parameters.set(pair.slice(0, equals).trim().toLowerCase(), pair.slice(equals + 1).trim());
    }
  }
  return parameters;
}

function decodeParameterSets(text: string | undefined): readonly Buffer[] {
  const sets = (text ?? '').split(',').slice(0, maxParameterSets);
  return sets.map((set) => Buffer.from(set, 'base64')).filter((set) => set.length >= 2);
}

/** Joins as live555 and FFmpeg do, because cameras are tested against them: an absolute URL stands for itself. */
function resolveControl(control: string | undefined, baseUrl: string): string {
  const value = control?.trim() ?? '';
  if (value === '' || value === '*' || !/^[\x21-\x7e]+$/.test(value)) return baseUrl;
  if (/^rtsp:\/\//i.test(value)) return value;
  return `${baseUrl.replace(/\/$/, '')}/${value.replace(/^\//, '')}`;
}
