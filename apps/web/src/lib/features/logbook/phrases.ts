import { m } from '#messages';

/** One-tap sentences. The key is stored with the entry, so that rounds can be counted whatever the words were. */
export type Phrase = { readonly key: string; readonly chip: () => string; readonly text: () => string };

export const phrases: readonly Phrase[] = [
  { key: 'round_normal', chip: m.phrase_short_round_normal, text: m.phrase_round_normal },
  { key: 'reminded', chip: m.phrase_short_reminded, text: m.phrase_reminded },
  { key: 'reported_manager', chip: m.phrase_short_reported_manager, text: m.phrase_reported_manager },
  { key: 'signal_lost', chip: m.phrase_short_signal_lost, text: m.phrase_signal_lost },
  { key: 'signal_back', chip: m.phrase_short_signal_back, text: m.phrase_signal_back },
];
