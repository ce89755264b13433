import type { ExportPlace } from '@truc/domain/api';
import type { CameraSystem } from '@truc/domain/camera';
import type { ExportPurpose, ExportRequest, SignedPaper } from '@truc/domain/footage-export';
import { momentOf } from '#lib/i18n/local-moment.ts';
import { filledFrom, type KnownScene } from './known-scene.ts';
import { countOf, emptyPerson, emptySignedPaper } from './export-words.ts';

/** A request while it is written. It is nowhere but in this page. */
export class RequestDraft {
  readonly id = crypto.randomUUID();
  /** Two, since asking and entering that somebody was turned away are two acts. */
  readonly submitId = crypto.randomUUID();
  readonly turnAwayId = crypto.randomUUID();
  system: CameraSystem = $state('FACILITY');
  cameras: readonly string[] = $state.raw([]);
  from = $state('');
  to = $state('');
  purpose: ExportPurpose = $state('supervise_compliance');
  ground = $state('');
  recipient = $state(emptyPerson());
  copies = $state('1');
  hasDocument: 'yes' | 'no' = $state('yes');
  document: SignedPaper = $state(emptySignedPaper('other'));
  readonly incident: ExportRequest['incident'];

  /** What is known of the incident is filled in, and can be changed like everything else. */
  constructor(incident: ExportRequest['incident'], place: ExportPlace, scene: KnownScene | null) {
    this.incident = incident;
    if (scene === null) return;
    const filled = filledFrom(scene, place);
    this.cameras = filled.cameras;
    this.from = filled.from;
    this.to = filled.to;
  }

  /** Of a central system only what is connected to it can be asked for. */
  camerasOf({ cameras }: ExportPlace): ExportPlace['cameras'] {
    return this.system === 'CENTRAL' ? cameras.filter(({ isCentral }) => isCentral) : cameras;
  }

  toRequest(facility: string): ExportRequest {
    return {
      facility,
      system: this.system,
      cameras: [...this.cameras],
      from: momentOf(this.from),
      to: momentOf(this.to),
      purpose: this.purpose,
      ground: this.ground,
      recipient: { ...this.recipient },
      copies: countOf(this.copies),
      document: this.hasDocument === 'yes' ? { ...this.document } : null,
      incident: this.incident,
    };
  }
}
