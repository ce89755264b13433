import { percentile, rounded, type Report } from './report.ts';
import { searchServer, type ServerSearch } from './search/server-search.ts';
import { searchTablet, type TabletSearch } from './search/tablet-search.ts';

const part = process.env['TRUC_BENCH_PART'];

/** Questions to the books of a server with half a million entries, behind the HTTP door, and to a book on a tablet. */
export async function measureSearch(): Promise<Omit<Report, 'name'>> {
  const parts = [
    ...(part === 'server' ? [] : [tabletReport(await searchTablet())]),
    ...(part === 'tablet' ? [] : [serverReport(await searchServer())]),
  ];
  return {
    figures: Object.fromEntries(parts.flatMap(({ figures }) => Object.entries(figures))),
    rows: parts.flatMap(({ rows }) => rows),
  };
}

function tabletReport({ rows, taken, first, slowest }: TabletSearch): Omit<Report, 'name'> {
  return {
    figures: { tablet_p95_ms: rounded(percentile(taken, 0.95)) },
    rows: [
      ['entries on the tablet', `${rows} in one book, encrypted, no network, page throttled 4 times`],
      ['questions to it', `${taken.length}, ${first.length} of them the first after the page was opened`],
      ['p50, slowest', `${rounded(percentile(taken, 0.5))} ms; ${slowest}`],
      [
        'first ones, p50, slowest',
        `${rounded(percentile(first, 0.5))} ms; ${rounded(Math.max(...first))} ms`,
      ],
    ],
  };
}

function serverReport({ rows, taken, slowest, indexedIn }: ServerSearch): Omit<Report, 'name'> {
  return {
    figures: { server_p95_ms: rounded(percentile(taken, 0.95)) },
    rows: [
      ['entries on the server', `${rows} in 50 books, read into the search in ${rounded(indexedIn)} s`],
      ['questions to it', `${taken.length}, each of all books and of one`],
      ['p50, slowest', `${rounded(percentile(taken, 0.5))} ms; ${slowest}`],
    ],
  };
}
