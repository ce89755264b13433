import { createHash } from 'node:crypto';
import type pg from 'pg';
import * as v from 'valibot';

export const dossierKinds = [
  'inspection',
  'work',
  'device_check',
  'focal_list',
  'account',
  'footage_export',
] as const;
export type DossierKind = (typeof dossierKinds)[number];

/** One act as it is stored. `fact`: JSON; `at`: ms. */
export type DossierAct = {
  readonly id: string;
  readonly kind: DossierKind;
  readonly dossier: string;
  readonly facility: string | null;
  readonly opens: boolean;
  readonly fact: string;
  readonly by: string;
  readonly at: number;
};

/** Where an act stands among all: numbered from 1 without a gap; each hash covers the one before. */
export type DossierLink = { readonly link: number; readonly hash: string };
export const noLink: DossierLink = { link: 0, hash: '' };

export function linkAfter(before: DossierLink, act: DossierAct): DossierLink {
  const { id, kind, dossier, facility, opens, fact, by, at } = act;
  const link = before.link + 1;
  const parts = ['truc-dossier/1', link, before.hash, id, kind, dossier, facility, opens, fact, by, at];
  return { link, hash: createHash('sha256').update(JSON.stringify(parts)).digest('hex') };
}

const RowSchema = v.object({
  link: v.pipe(v.union([v.string(), v.number()]), v.transform(Number)),
  hash: v.string(),
  id: v.string(),
  kind: v.picklist(dossierKinds),
  dossier: v.string(),
  facility: v.nullable(v.string()),
  opens: v.boolean(),
  fact: v.string(),
  by_person: v.string(),
  at: v.date(),
});

export function actOf(row: unknown): DossierAct & DossierLink {
  const { by_person: by, at, ...rest } = v.parse(RowSchema, row);
  return { ...rest, by, at: at.getTime() };
}

/** Makes every stored link anew. `firstFault`: the number of the first that does not hold. */
export async function examineDossiers(
  pool: pg.Pool,
): Promise<{ readonly links: number; readonly firstFault: number | null }> {
  const { rows } = await pool.query('select * from dossier_act order by link');
  let before = noLink;
  for (const row of rows) {
    const { link, hash, ...act } = actOf(row);
    const made = linkAfter(before, act);
    if (made.link !== link || made.hash !== hash) return { links: before.link, firstFault: made.link };
    before = made;
  }
  return { links: before.link, firstFault: null };
}
