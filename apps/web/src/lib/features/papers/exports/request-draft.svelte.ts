import type { ExportPlace } from '@truc/domain/api';
import type { CameraSystem } from '@truc/domain/camera';
import type { ExportPurpose, ExportRequest, SignedPaper } from '@truc/domain/footage-export';
import { momentOf } from '#lib/i18n/local-moment.ts';
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

  constructor(incident: ExportRequest['incident']) {
    this.incident = incident;
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
