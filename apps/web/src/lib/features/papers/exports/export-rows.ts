/** What an extraction says, row by row: what was asked for, what was permitted, and what was done. */
import type { ExportView } from '@truc/domain/api';
import { isOver } from '@truc/domain/footage-export';
import { m } from '#messages';
import { locale } from '#lib/i18n/locale.svelte.ts';
import { countText, timeText } from '#lib/i18n/time-text.ts';
import { civilDayText } from '../inspection-words.ts';
import {
  exportPurposeText,
  fateText,
  groundText,
  mediumText,
  personText,
  signatureText,
  signedPaperText,
  stretchText,
  systemText,
} from './export-words.ts';

type Row = { readonly label: string; readonly text: string };

function row(label: string, ...texts: readonly string[]): Row {
  return { label, text: texts.filter((text) => text !== '').join(' · ') };
}

const count = (number: number) => countText(number, locale.tag);

function cameraName({ cameras }: ExportView, id: string): string {
  return cameras.find((camera) => camera.id === id)?.name ?? id;
}

export function requestRows(exported: ExportView, now: number): readonly Row[] {
  const { document, keptUntil, refusal } = exported;
  return [
    row(m.exp_document(), document === null ? m.exp_document_none() : signedPaperText(document)),
    row(m.exp_asked_by(), exported.name, timeText(exported.at, now)),
    row(m.exp_recipient(), personText(exported.recipient)),
    row(m.exp_system(), systemText[exported.system]()),
    row(m.exp_cameras(), exported.cameras.map(({ name }) => name).join(', ')),
    row(m.exp_stretch(), stretchText(exported, now)),
    row(m.exp_purpose(), exportPurposeText[exported.purpose]()),
    row(m.exp_ground(), exported.ground),
    row(m.exp_copies(), count(exported.copies)),
    ...(keptUntil === null || isOver(exported.state)
      ? []
      : [row(m.exp_kept_until(), timeText(keptUntil, now))]),
    ...(refusal === null
      ? []
      : [row(m.exp_refused(), groundText[refusal.ground](), refusal.clause, refusal.reason, refusal.name)]),
  ];
}

export function permissionRows(exported: ExportView, now: number): readonly Row[] {
  const { entry, check, validUntil, revocation } = exported;
  const rows: Row[] = [];
  if (entry !== null) {
    const names = entry.cameras.map((id) => cameraName(exported, id)).join(', ');
    const copies = m.exp_allowed_copies({ count: count(entry.copies) });
    const by = entry.afterBy === '' ? '' : m.exp_after_by({ day: civilDayText(entry.afterBy) });
    rows.push(
      row(m.exp_permission(), signedPaperText(entry.paper)),
      row(m.exp_allowed(), names, stretchText(entry, now), copies),
      row(m.exp_after(), fateText[entry.after](), by),
    );
  }
  if (check?.isSame === false) rows.push(row(m.exp_difference(), check.difference, check.name));
  if (validUntil !== null) rows.push(row(m.exp_valid_until(), timeText(validUntil, now)));
  if (revocation !== null)
    rows.push(row(m.exp_revoked(), signedPaperText(revocation.paper), revocation.reason));
  return rows;
}

export function custodyRows(exported: ExportView, now: number): readonly Row[] {
  const { delivery, end } = exported;
  return [
    ...extractionRows(exported, now),
    ...(delivery === null
      ? []
      : [row(m.exp_delivered(), delivery.minutes, personText(delivery.receiver), delivery.name)]),
    ...(end?.fates ?? []).map(({ copy, fate, on, minutes, witness }) =>
      row(
        m.exp_fate(),
        copy,
        fateText[fate](),
        civilDayText(on),
        minutes,
        witness === '' ? '' : m.exp_witnessed({ name: witness }),
      ),
    ),
  ];
}

function extractionRows(exported: ExportView, now: number): readonly Row[] {
  const { extraction } = exported;
  if (extraction === null) return [];
  const { files, signature, copies, destroyed, witness } = extraction;
  return [
    ...files.map((file) =>
      row(
        m.exp_file(),
        file.name,
        cameraName(exported, file.camera),
        stretchText(file, now),
        m.exp_bytes({ count: count(file.bytes) }),
        `SHA-256 ${file.sha256}`,
        file.hashed === 'computed' ? m.exp_hash_computed() : m.exp_hash_typed(),
      ),
    ),
    row(m.exp_signature(), signatureText[signature]()),
    ...copies.map(({ number, medium, serial }) => row(m.exp_copy(), number, mediumText[medium](), serial)),
    ...(destroyed === 0
      ? []
      : [row(m.exp_surplus(), m.exp_surplus_text({ count: count(destroyed), name: witness }))]),
  ];
}
