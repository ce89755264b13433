import type { Post } from '@truc/domain/facility';
import type { Register } from '../access/register.ts';

/** What is written down of this post's watch. */
export function planOf({ documents, patterns }: Register, { id }: Post) {
  return {
    documents: documents.filter(({ post }) => post === id),
    patterns: patterns.filter(({ post }) => post === id),
  };
}
