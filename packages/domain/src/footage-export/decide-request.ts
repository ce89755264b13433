import type { CameraSystem } from '../camera/camera.ts';
import type { ActMeta } from '../dossier/fields.ts';
import type { ExportActOf, SignedPaper } from './acts.ts';
import type { ExportRefusal } from './words.ts';

/**
 * What the registers know of a camera of the facility. `keptSince`: from when on its recorder still has it, ms; null where
 * nobody knows. `insideRoomUntil`: until when it stood inside a room (N-02), ms; infinite: it still does; null: it never did.
 */
export type SourceCamera = {
  readonly isCentral: boolean;
  readonly keptSince: number | null;
  readonly insideRoomUntil: number | null;
};
/** Null for a camera that is none of the facility's. */
export type SourceMeta = { readonly cameraOf: (id: string) => SourceCamera | null };

type Request = ExportActOf<'submit'> | ExportActOf<'turn_away'>;

export function refusalOfRequest(act: Request, meta: ActMeta & SourceMeta): ExportRefusal | null {
  if (act.cameras.length === 0) return 'camera_missing';
  if (act.cameras.some((camera) => meta.cameraOf(camera) === null)) return 'camera_unknown';
  if (act.from === null || act.to === null) return 'time_missing';
  if (act.to <= act.from) return 'time_reversed';
  if (act.to > meta.at) return 'time_future';
  if (act.ground === '') return 'ground_missing';
  if (act.recipient.name === '' || act.recipient.agency === '') return 'recipient_missing';
  // Whoever is turned away has no paper: the rest of what he wanted need not be possible.
  if (act.type === 'turn_away') return null;
  if (act.copies === 0) return 'copies_missing';
  const { document } = act;
  if (document === null || !isWholePaper(document)) return 'document_missing';
  if (document.signedOn > meta.today) return 'document_day_wrong';
  if (act.purpose === 'other' && document.signatory !== 'steering_head') return 'other_without_permission';
  return refusalOfSources({ ...act, from: act.from }, meta);
}

export function isWholePaper({ number, signedOn, issuer, signer }: SignedPaper): boolean {
  return number !== '' && signedOn !== '' && issuer !== '' && signer !== '';
}

type Sources = { readonly cameras: readonly string[]; readonly from: number; readonly system: CameraSystem };

/** Whether what is wanted is to be had at all: of that system, not of the inside of a room, and still on the recorder. */
export function refusalOfSources(
  { cameras, from, system }: Sources,
  { cameraOf }: SourceMeta,
): ExportRefusal | null {
  const sources = cameras.map(cameraOf);
  if (sources.some((source) => source === null)) return 'camera_unknown';
  const known = sources.filter((source) => source !== null);
  if (system === 'CENTRAL' && known.some(({ isCentral }) => !isCentral)) return 'camera_not_central';
  if (known.some(({ insideRoomUntil }) => insideRoomUntil !== null && from < insideRoomUntil))
    return 'camera_in_room';
  const isGone = known.some(({ keptSince }) => keptSince !== null && from < keptSince);
  return isGone ? 'out_of_retention' : null;
}
