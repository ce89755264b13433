import { percentile, rounded, type Report } from './report.ts';
import { searchServer } from './search/server-search.ts';
import { searchTablet } from './search/tablet-search.ts';

/** Questions to the books of a server with half a million entries, behind the HTTP door, and to a book on a tablet. */
export async function measureSearch(): Promise<Omit<Report, 'name'>> {
  const tablet = await searchTablet();
  const server = await searchServer();
  return {
    figures: {
      server_p95_ms: rounded(percentile(server.taken, 0.95)),
      tablet_p95_ms: rounded(percentile(tablet.taken, 0.95)),
    },
    rows: [
      [
        'entries on the server',
        `${server.rows} in 50 books, read into the search in ${rounded(server.indexedIn)} s`,
      ],
      ['questions to it', `${server.taken.length}, each of all books and of one`],
      ['p50, slowest', `${rounded(percentile(server.taken, 0.5))} ms; ${server.slowest}`],
      ['entries on the tablet', `${tablet.rows} in one book, encrypted, no network, page throttled 4 times`],
      [
        'questions to it',
        `${tablet.taken.length}, ${tablet.first.length} of them the first after the page was opened`,
      ],
      ['p50, slowest', `${rounded(percentile(tablet.taken, 0.5))} ms; ${tablet.slowest}`],
      [
        'first ones, p50, slowest',
        `${rounded(percentile(tablet.first, 0.5))} ms; ${rounded(Math.max(...tablet.first))} ms`,
      ],
    ],
  };
}
