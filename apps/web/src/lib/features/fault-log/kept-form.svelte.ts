import type * as v from 'valibot';
import type { FormDrafts, FormPlace } from '#lib/ports/session-storage/form-drafts.ts';

const keepAfterMs = 250;

/** `form`: its name, with what it is about. */
export type FormOptions = FormPorts & { readonly form: string };

export type FormPorts = {
  readonly forms: FormDrafts;
  readonly person: string;
  readonly scope: string;
};

/** What a form holds, kept while it is filled in: it is there again after a dead battery. Make it while a component begins. */
export class KeptForm<Schema extends v.GenericSchema<object, object>> {
  fields: v.InferOutput<Schema>;
  #forms: FormDrafts;
  #place: FormPlace;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isDone = false;

  constructor({ forms, ...place }: FormOptions, schema: Schema, initial: v.InferOutput<Schema>) {
    this.fields = $state(initial);
    this.#forms = forms;
    this.#place = place;
    const untouched = JSON.stringify(initial);
    // What is typed before the answer is kept with it.
    let isRead = $state(false);
    void forms.read(this.#place, schema).then((kept) => {
      if (kept !== null && JSON.stringify(this.fields) === untouched) this.fields = kept;
      isRead = true;
    });
    $effect(() => {
      const now = JSON.stringify(this.fields);
      if (!isRead || now === untouched) return;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.#keep(), keepAfterMs);
    });
  }

  /** What it held is stored where it belongs, or given up. */
  async drop(): Promise<void> {
    this.#isDone = true;
    clearTimeout(this.#timer);
    await this.#forms.drop(this.#place);
  }

  async #keep(): Promise<void> {
    if (!this.#isDone) await this.#forms.keep(this.#place, $state.snapshot(this.fields));
  }
}
