import { err, ok } from '@truc/base';
import type { Result } from '@truc/base';
import * as v from 'valibot';
import type { WhepError } from './whep-errors.ts';

/** What of a player's offer an answer needs. */
export type SdpOffer = {
  /** In the order of the offer: an answer has the same. `mid` names the section. */
  readonly sections: readonly { readonly kind: string; readonly protocol: string; readonly mid: string }[];
  /** The one section that is answered with a picture. */
  readonly videoMid: string;
  /** The number under which the player takes H.264 in packetisation mode 1; the answer must use the same. */
  readonly payloadType: number;
  readonly usernameFragment: string;
  readonly fingerprints: readonly { readonly algorithm: FingerprintAlgorithm; readonly value: string }[];
};

const FingerprintAlgorithmSchema = v.picklist(['sha-1', 'sha-224', 'sha-256', 'sha-384', 'sha-512']);
type FingerprintAlgorithm = v.InferOutput<typeof FingerprintAlgorithmSchema>;

const FingerprintsSchema = v.pipe(
  v.array(
    v.object({
      algorithm: FingerprintAlgorithmSchema,
      value: v.pipe(v.string(), v.regex(/^[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){1,127}$/)),
    }),
  ),
  v.minLength(1),
  v.maxLength(16),
);
/** They are written into the answer: nothing but what RFC 8839 and RFC 8843 let them be. */
const MidSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9!#$%&'*+.^_`{|}~-]{1,64}$/));
export const UsernameFragmentSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]{4,256}$/));
const DynamicPayloadTypeSchema = v.pipe(v.number(), v.integer(), v.minValue(35), v.maxValue(127));
const sectionLimit = 8;

type Section = { readonly media: string; readonly attributes: readonly string[] };

/**
 * Reads an SDP offer (RFC 8866, RFC 8829). `unparseable`: it is none; `cannot_consume`: it asks for no H.264 picture, or cannot
 * be bundled on one transport.
 */
export function readOffer(text: string): Result<SdpOffer, WhepError> {
  const { head, sections } = split(text);
  if (sections.length === 0 || sections.length > sectionLimit) return err('unparseable');
  const mids = sections.map((section) => valueOf(section.attributes, 'mid'));
  const video = sections.find(isWantedVideo);
  if (video === undefined) return err('cannot_consume');
  const payloadType = h264PayloadType(video);
  const all = [...video.attributes, ...head];
  const parsed = v.safeParse(
    v.object({
      mids: v.array(MidSchema),
      usernameFragment: UsernameFragmentSchema,
      fingerprints: FingerprintsSchema,
    }),
    { mids, usernameFragment: valueOf(all, 'ice-ufrag'), fingerprints: fingerprintsIn(all) },
  );
  if (!parsed.success || new Set(mids).size !== mids.length) return err('unparseable');
  if (payloadType === undefined || valueOf(all, 'setup') === 'passive') return err('cannot_consume');
  return ok({
    sections: sections.map((section, at) => ({
      ...describe(section.media),
      mid: parsed.output.mids[at] ?? '',
    })),
    videoMid: valueOf(video.attributes, 'mid') ?? '',
    payloadType,
    usernameFragment: parsed.output.usernameFragment,
    fingerprints: parsed.output.fingerprints,
  });
}

function split(text: string): { readonly head: readonly string[]; readonly sections: readonly Section[] } {
  const head: string[] = [];
  const sections: { media: string; attributes: string[] }[] = [];
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('m=')) sections.push({ media: line.slice(2), attributes: [] });
    else if (line.startsWith('a=')) (sections.at(-1)?.attributes ?? head).push(line.slice(2));
  }
  return { head: text.startsWith('v=0') ? head : [], sections: text.startsWith('v=0') ? sections : [] };
}

function isWantedVideo({ media, attributes }: Section): boolean {
  const { kind, protocol } = describe(media);
  const isOneWay = attributes.includes('sendonly') || attributes.includes('inactive');
  return kind === 'video' && /^(UDP|TCP)\/TLS\/RTP\/SAVPF$/.test(protocol) && !isOneWay;
}

function describe(media: string): { readonly kind: string; readonly protocol: string } {
  const [kind = '', , protocol = ''] = media.split(' ');
  const isPlain = /^[A-Za-z0-9-]{1,16}$/.test(kind) && /^[A-Z0-9/]{1,32}$/.test(protocol);
  return isPlain ? { kind, protocol } : { kind: 'application', protocol: 'UDP/TLS/RTP/SAVPF' };
}

/** Constrained Baseline before any other profile: what the decoder needs to know stands in the stream itself. */
function h264PayloadType({ attributes }: Section): number | undefined {
  const types = attributes.flatMap((line) => /^rtpmap:(\d{1,3}) H264\/90000$/i.exec(line)?.[1] ?? []);
  const offered = types.flatMap((type) => {
    const parameters = attributes.find((line) => line.startsWith(`fmtp:${type} `)) ?? '';
    const isModeOne = /packetization-mode=1(;|\s|$)/.test(parameters);
    return isModeOne && v.is(DynamicPayloadTypeSchema, Number(type))
      ? [{ type: Number(type), parameters }]
      : [];
  });
  const baseline = offered.find(({ parameters }) => /profile-level-id=42e0/i.test(parameters));
  return (baseline ?? offered[0])?.type;
}

function fingerprintsIn(attributes: readonly string[]): { algorithm: string; value: string }[] {
  return attributes.flatMap((line) => {
    const [, algorithm = '', value = ''] = /^fingerprint:(\S+) (\S+)$/.exec(line) ?? [];
    return algorithm === '' ? [] : [{ algorithm: algorithm.toLowerCase(), value }];
  });
}

export function valueOf(attributes: readonly string[], name: string): string | undefined {
  return attributes.find((line) => line.startsWith(`${name}:`))?.slice(name.length + 1);
}
