/** What is said of one item, in words that its own page uses too. */
export type ItemWords = {
  readonly title: string;
  readonly kind: string;
  readonly state: string;
  readonly severity: string;
};
