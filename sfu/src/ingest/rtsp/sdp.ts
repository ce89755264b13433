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

/** `sdp_too_large`: more lines, formats or octets a line than any camera's. `sdp_payload_type_invalid`: none of RTP's (0 to 127). */
export type SdpError =
  'sdp_no_video' | 'sdp_unsupported_codec' | 'sdp_too_large' | 'sdp_payload_type_invalid';

/** Lines by what they speak of, so that each is looked at once, however many the camera writes. */
type Section = {
  readonly media: string;
  /** The first of each name, lower case. */
  readonly attributes: Map<string, string>;
  /** Codec names and parameters by payload type. */
  readonly names: Map<number, string>;
  readonly parameters: Map<number, Map<string, string>>;
};

const maxLines = 1_024;
const maxLineLength = 16 * 1024;
const maxFormats = 64;
const maxParameters = 64;
const maxPayloadType = 127;
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
  const lines = text.split(/\r?\n/, maxLines + 1);
  if (lines.length > maxLines || lines.some((line) => line.length > maxLineLength))
    return failure('sdp_too_large');
  const [session, ...media] = readSections(lines);
  const videos = media.filter((section) => section.media.startsWith('video '));
  const tracks: Track[] = [];
  for (const section of videos) {
    const types = payloadTypes(section);
    if (!types.ok) return types;
    tracks.push(findCodec(section, types.value));
  }
  const best = tracks.find(({ name }) => name === 'H264') ?? tracks.find(({ name }) => name === 'H265');
  if (best === undefined) {
    const other = tracks[0]?.name;
    return other === undefined ? failure('sdp_no_video') : failure('sdp_unsupported_codec', other);
  }
  const parameters = best.section.parameters.get(best.payloadType);
  return ok({
    codec: best.name === 'H264' ? 'H264' : 'H265',
    payloadType: best.payloadType,
    packetizationMode: Number(parameters?.get('packetization-mode') ?? 0),
    parameterSets: setNames.flatMap((name) => decodeParameterSets(parameters?.get(name))),
    controlUrl: resolveControl(best.section.attributes.get('control'), baseUrl),
    aggregateUrl: resolveControl(session?.attributes.get('control'), baseUrl),
  });
}

function readSections(lines: readonly string[]): Section[] {
  let section = emptySection('');
  const sections = [section];
  for (const line of lines) {
    if (line.startsWith('m=')) sections.push((section = emptySection(line.slice(2).trim())));
    else if (line.startsWith('a=')) readAttribute(line.slice(2).trim(), section);
  }
  return sections;
}

function emptySection(media: string): Section {
  return { media, attributes: new Map(), names: new Map(), parameters: new Map() };
}

function readAttribute(line: string, section: Section): void {
  const colon = line.indexOf(':');
  if (colon < 1) return;
  const name = line.slice(0, colon).toLowerCase();
  const value = line.slice(colon + 1);
  if (name === 'rtpmap' || name === 'fmtp') {
    const [, type, rest] = /^(\d{1,3}) (.*)$/.exec(value) ?? [];
    if (type === undefined || rest === undefined) return;
    if (name === 'fmtp') readParameters(rest, parametersOf(section, Number(type)));
    else if (!section.names.has(Number(type))) section.names.set(Number(type), codecName(rest));
  } else if (!section.attributes.has(name)) section.attributes.set(name, value);
}

function parametersOf(section: Section, payloadType: number): Map<string, string> {
  const parameters = section.parameters.get(payloadType) ?? new Map<string, string>();
  section.parameters.set(payloadType, parameters);
  return parameters;
}

function readParameters(text: string, parameters: Map<string, string>): void {
  for (const pair of text.split(';', maxParameters)) {
    const equals = pair.indexOf('=');
    if (equals > 0) parameters.set(pair.slice(0, equals).trim().toLowerCase(), pair.slice(equals + 1).trim());
  }
}

function payloadTypes(section: Section): Result<readonly number[], Failure<SdpError>> {
  const formats = section.media.split(/\s+/, 3 + maxFormats + 1).slice(3);
  if (formats.length > maxFormats) return failure('sdp_too_large');
  const isValid = (format: string) => /^\d{1,3}$/.test(format) && Number(format) <= maxPayloadType;
  if (!formats.every(isValid)) return failure('sdp_payload_type_invalid');
  return ok(formats.map(Number));
}

type Track = { readonly section: Section; readonly name: string; readonly payloadType: number };

/** The first H.264 payload type of the section, else the first that is named. */
function findCodec(section: Section, types: readonly number[]): Track {
  const named = types.map((payloadType) => ({
    section,
    payloadType,
    name: section.names.get(payloadType) ?? staticCodecs.get(payloadType) ?? 'unknown',
  }));
  return (
    named.find(({ name }) => name === 'H264') ?? named[0] ?? { section, payloadType: -1, name: 'unknown' }
  );
}

/** Of `H264/90000`. The name reaches logs and screens, and the camera chose it. */
function codecName(text: string): string {
  const [name = ''] = text.trim().slice(0, 64).split('/', 1);
  const plain = name.toUpperCase().replace(/[^A-Z0-9.+-]/g, '');
  return plain.slice(0, 32) || 'unknown';
}

function decodeParameterSets(text: string | undefined): readonly Buffer[] {
  const sets = (text ?? '').split(',', maxParameterSets);
  return sets.map((set) => Buffer.from(set, 'base64')).filter((set) => set.length >= 2);
}

/** Joins as live555 and FFmpeg do, because cameras are tested against them: an absolute URL stands for itself. */
function resolveControl(control: string | undefined, baseUrl: string): string {
  const value = control?.trim() ?? '';
  if (value === '' || value === '*' || !/^[\x21-\x7e]+$/.test(value)) return baseUrl;
  if (/^rtsp:\/\//i.test(value)) return value;
  return `${baseUrl.replace(/\/$/, '')}/${value.replace(/^\//, '')}`;
}
