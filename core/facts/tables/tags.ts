/** Words that name a moving release line rather than a version. */
const ROLLING_WORDS: ReadonlySet<string> = new Set(
  'edge nightly rolling unstable testing sid devel dev main master head canary next snapshot stable lts current mainline bleeding'.split(
    ' ',
  ),
);

/** A tag part that ties the tag to one release: a version (`22`, `v1.27`), a date, or an abbreviated commit. */
const PINNING_PART = /^(?:v?\d[\w.]*|[0-9a-f]{7,40})$/;

/** What stands between the hyphens of a tag, in lower case. */
export function partsOf(tag: string): readonly string[] {
  const text = tag.toLowerCase();
  const parts: string[] = [];
  let start = 0;
  for (let end = text.indexOf('-'); end >= 0; end = text.indexOf('-', start)) {
    parts.push(text.slice(start, end));
    start = end + 1;
  }
  parts.push(text.slice(start));
  return parts;
}

/** Whether the tag is `latest` or a variant of it: `latest-alpine`, `2022-latest`. */
export function isLatestTag(tag: string): boolean {
  const text = tag.toLowerCase();
  return text === 'latest' || text.startsWith('latest-') || text.endsWith('-latest');
}

/**
 * Whether the tag names a release line that moves between versions: `stable`, `lts-alpine`, `slim-edge`.
 * Not `22-lts` or `main-1a2b3c4`, which hold a version, nor the code names of distributions, which are release lines of their own.
 */
export function isRollingTag(tag: string): boolean {
  const parts = partsOf(tag);
  if (!ROLLING_WORDS.has(parts[0]!) && !ROLLING_WORDS.has(parts.at(-1)!)) return false;
  // `trixie-debian13-dev`: a release with what it takes to build on it.
  if (parts.at(-1) === 'dev' && parts.some(part => /^[a-z]+\d/.test(part))) return false;
  return !parts.some(part => PINNING_PART.test(part));
}

/** Whether what the tag names changes from release to release. */
export const isFloatingTag = (tag: string): boolean => isLatestTag(tag) || isRollingTag(tag);
