/** What the registers and the inspections know of the cameras whose recordings are asked for. */
import type { Camera } from '@truc/domain/camera';
import type { SourceCamera } from '@truc/domain/footage-export';
import type { Inspection } from '@truc/domain/inspection';
import type { Register } from '../access/register.ts';
import type { DossierStore } from './dossier-store.ts';
import { foldInspection } from './read-inspections.ts';

const hourMs = 60 * 60_000;

/** Until when each camera that was found inside a room stood there (N-02), ms; infinite while nobody has seen it remedied. */
export async function roomCameras({
  dossiers,
}: {
  readonly dossiers: Pick<DossierStore, 'recent'>;
}): Promise<ReadonlyMap<string, number>> {
  const found = [...(await dossiers.recent('inspection')).values()].map(foldInspection).flatMap(roomFindings);
  const until = new Map<string, number>();
  for (const { camera, at } of found) until.set(camera, Math.max(at, until.get(camera) ?? 0));
  return until;
}

function roomFindings({ findings }: Inspection) {
  return findings.flatMap(({ kind, camera, status, steps }) => {
    if (kind !== 'camera_in_room' || camera === null) return [];
    const seen = steps.findLast((step) => step.type === 'check' && step.result === 'remedied');
    return [{ camera, at: status === 'remedied' && seen !== undefined ? seen.at : Number.POSITIVE_INFINITY }];
  });
}

export function isRecorded({ lifecycle }: Camera): boolean {
  return lifecycle !== 'planned';
}

export function isCentral({ national }: Camera): boolean {
  return national === 'connected' || national === 'lost';
}

/** From when on the recorder of a camera still has it, ms; null where nobody knows (KH-18). */
export function keptSince(camera: string, { retention }: Register, now: number): number | null {
  const hours = retention.get(camera);
  return hours === undefined ? null : now - hours * hourMs;
}

type Known = {
  readonly register: Register;
  readonly now: number;
  readonly rooms: ReadonlyMap<string, number>;
};

export function sourcesOf(facility: string, { register, now, rooms }: Known) {
  return (id: string): SourceCamera | null => {
    const camera = register.cameras.get(id);
    if (camera?.facility !== facility || !isRecorded(camera)) return null;
    return {
      isCentral: isCentral(camera),
      keptSince: keptSince(id, register, now),
      insideRoomUntil: rooms.get(id) ?? null,
    };
  };
}
