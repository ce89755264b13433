import { percentile, rounded, type Report } from './report.ts';
import { searchServer } from './search/server-search.ts';

/** Questions to the search of the books on a server with half a million entries, behind the HTTP door. */
export async function measureSearch(): Promise<Omit<Report, 'name'>> {
  const { rows, taken, slowest, indexedIn } = await searchServer();
  return {
    figures: { server_p95_ms: rounded(percentile(taken, 0.95)) },
    rows: [
      ['entries', `${rows} in 50 books, read into the search in ${rounded(indexedIn)} s`],
      ['questions', `${taken.length}, each of all books and of one`],
      ['p50', `${rounded(percentile(taken, 0.5))} ms`],
      ['slowest', slowest],
    ],
  };
}
