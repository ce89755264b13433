import type { ExportView } from '@truc/domain/api';
import type { ExportCopy, ExportFile, SignatureCheck } from '@truc/domain/footage-export';
import { localText, momentOf } from '#lib/i18n/local-moment.ts';
import { countOf } from './export-words.ts';
import { hashFile } from './hash-file.ts';

/** One file while it is written down. `read`: the share of it that was read for its hash, 0 to 1; null: it is not being read. */
export class FileDraft {
  readonly key = crypto.randomUUID();
  camera: string = $state('');
  from = $state('');
  to = $state('');
  name = $state('');
  bytes = $state('');
  sha256 = $state('');
  hashed: ExportFile['hashed'] = $state('typed');
  read: number | null = $state(null);
  isUnreadable = $state(false);

  /** GL-06: its name, length and hash are taken; nothing of it is sent or kept. */
  async take(file: File): Promise<void> {
    this.isUnreadable = false;
    this.read = 0;
    try {
      const hash = await hashFile(file, (bytes) => (this.read = file.size === 0 ? 1 : bytes / file.size));
      this.name = file.name;
      this.bytes = String(file.size);
      this.sha256 = hash;
      this.hashed = 'computed';
    } catch {
      // The stick was pulled out, or the file changed while it was read: the form says so and takes nothing.
      this.isUnreadable = true;
    } finally {
      this.read = null;
    }
  }
}

/** What was carried out, while it is written down. */
export class ExtractionDraft {
  files: FileDraft[] = $state([]);
  copies: ExportCopy[] = $state([]);
  signature: SignatureCheck = $state('verified');
  made = $state('1');
  destroyed = $state('0');
  witness = $state('');
  readonly #allowed: NonNullable<ExportView['entry']>;
  readonly #prefix: string;

  constructor({
    entry,
    number,
  }: Pick<ExportView, 'number'> & { readonly entry: NonNullable<ExportView['entry']> }) {
    this.#allowed = entry;
    this.#prefix = `TX-${String(number).padStart(2, '0')}`;
    for (const camera of entry.cameras) this.addFile(camera);
    this.addCopy();
  }

  addFile(camera = this.#allowed.cameras[0] ?? ''): void {
    const file = new FileDraft();
    const { from, to } = this.#allowed;
    file.camera = camera;
    if (from !== null) file.from = localText(from);
    if (to !== null) file.to = localText(to);
    this.files.push(file);
  }

  addCopy(): void {
    this.copies.push({ number: `${this.#prefix}/${this.copies.length + 1}`, medium: 'usb', serial: '' });
  }

  toAct() {
    return {
      type: 'extract',
      files: this.files.map(({ camera, from, to, name, bytes, sha256, hashed }) => ({
        camera,
        from: this.#momentOf(from, this.#allowed.from),
        to: this.#momentOf(to, this.#allowed.to),
        name,
        bytes: /^\d{1,15}$/.test(bytes.trim()) ? Number(bytes.trim()) : 0,
        sha256,
        hashed,
      })),
      signature: this.signature,
      copies: $state.snapshot(this.copies),
      made: countOf(this.made),
      destroyed: countOf(this.destroyed),
      witness: this.witness,
    } as const;
  }

  /** A field shows minutes: what was not touched stays to the millisecond what is allowed. */
  #momentOf(text: string, allowed: number | null): number | null {
    return allowed !== null && localText(allowed) === text ? allowed : momentOf(text);
  }
}
