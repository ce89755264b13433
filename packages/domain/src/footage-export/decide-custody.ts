/** From the extraction to its end: files, copies, receivers, and what became of each copy. */
import type { ActMeta } from '../dossier/fields.ts';
import { dayOf } from '../shift/civil-day.ts';
import type { ExportActOf, ExportFile } from './acts.ts';
import type { FootageExport } from './footage-export.ts';
import type { ExportRefusal } from './words.ts';

const wholeHash = /^[0-9a-f]{64}$/;

export function refusalOfExtraction(
  { entry }: FootageExport,
  act: ExportActOf<'extract'>,
): ExportRefusal | null {
  if (entry === null) return 'out_of_turn';
  if (act.files.length === 0) return 'file_missing';
  for (const file of act.files) {
    const refusal = refusalOfFile(file, entry);
    if (refusal !== null) return refusal;
  }
  if (act.copies.length === 0) return 'copies_missing';
  if (act.copies.length > entry.copies) return 'too_many_copies';
  if (act.copies.some(({ number, serial }) => number === '' || serial === '')) return 'copy_unmarked';
  if (new Set(act.copies.map(({ number }) => number)).size < act.copies.length) return 'copy_twice';
  if (act.made !== act.copies.length + act.destroyed) return 'surplus_left';
  return act.destroyed > 0 && act.witness === '' ? 'fate_unwitnessed' : null;
}

function refusalOfFile(
  { name, bytes, sha256, camera, from, to }: ExportFile,
  entry: NonNullable<FootageExport['entry']>,
): ExportRefusal | null {
  if (name === '' || bytes === 0) return 'file_unnamed';
  if (!wholeHash.test(sha256)) return 'hash_wrong';
  if (from === null || to === null) return 'time_missing';
  if (to <= from) return 'time_reversed';
  const isWithin = entry.cameras.includes(camera) && from >= (entry.from ?? 0) && to <= (entry.to ?? 0);
  return isWithin ? null : 'outside_permission';
}

/** KH-15: the receiver reads each hash back, so that what he takes is what was extracted. */
export function refusalOfDelivery(
  { extraction }: FootageExport,
  { minutes, receiver, readBack }: ExportActOf<'hand_over'>,
): ExportRefusal | null {
  if (minutes === '') return 'minutes_missing';
  if (receiver.name === '' || receiver.agency === '') return 'receiver_missing';
  const hashes = extraction?.files.map(({ sha256 }) => sha256) ?? [];
  const isSame = readBack.length === hashes.length && hashes.every((hash, at) => readBack[at] === hash);
  return isSame ? null : 'hash_differs';
}

export function refusalOfEnd(
  { entry, extraction, delivery }: FootageExport,
  { fates }: ExportActOf<'close'>,
  { today }: ActMeta,
): ExportRefusal | null {
  const told = new Map(fates.map((fate) => [fate.copy, fate]));
  const handedOn = delivery === null ? '' : dayOf(delivery.at);
  for (const { number } of extraction?.copies ?? []) {
    const fate = told.get(number);
    if (fate === undefined || fate.minutes === '') return 'fate_missing';
    if (fate.on === '' || fate.on > today || fate.on < handedOn) return 'fate_day_wrong';
    // What the paper wants destroyed may not come back instead, and what it wants back may not be destroyed.
    if (entry !== null && entry.after !== 'kept' && fate.fate !== entry.after) return 'fate_against_paper';
    if (fate.fate === 'destroyed' && fate.witness === '') return 'fate_unwitnessed';
  }
  return null;
}
