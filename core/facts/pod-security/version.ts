/** Levels of the Pod Security Standards, the weakest first. */
export const levels = ['privileged', 'baseline', 'restricted'] as const;
export type Level = (typeof levels)[number];

/** A version of the standards: the N of `v1.N`; infinite for `latest`. */
export type Version = number;

export const LATEST: Version = Number.POSITIVE_INFINITY;

/** The newest version that the checks know. */
export const newestKnown: Version = 37;

/** `undefined` for what is neither `latest` nor `v1.N`. Source: pod-security-admission, `ParseVersion`. */
export function parseVersion(text: string): Version | undefined {
  if (text === 'latest') return LATEST;
  const [, minor] = /^v1\.(0|[1-9]\d{0,3})$/.exec(text) ?? [];
  return minor === undefined ? undefined : Number(minor);
}

/** As people write it. */
export const nameOfVersion = (version: Version): string => (version === LATEST ? 'latest' : `v1.${version}`);

/** Whether a level asks for at least what the other asks for. */
export const isAtLeast = (level: Level, other: Level): boolean => levels.indexOf(level) >= levels.indexOf(other);
